import Client, { FSNodeType } from '@facesignai/api-native';

export async function GET() {
  const client = new Client({ serverUrl: process.env.FACESIGN_SERVER_URL });
  const flow = [
    { id: 'start', type: FSNodeType.START, outcome: 'end' },
    { id: 'end', type: FSNodeType.END },
  ];
  const { session } = await client.session.create({ clientReferenceId: 'order-1', metadata: {}, flow });
  return new Response((await client.session.retrieve({ sessionId: session.id })).session.id);
}
