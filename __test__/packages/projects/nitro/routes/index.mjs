import Client, { FSNodeType } from '@facesignai/api-native';

export default async () => {
  const client = new Client({ serverUrl: process.env.FACESIGN_SERVER_URL });
  const flow = [
    { id: 'start', type: FSNodeType.START, outcome: 'end' },
    { id: 'end', type: FSNodeType.END },
  ];
  const { session } = await client.session.create({ clientReferenceId: 'order-1', metadata: {}, flow });
  return (await client.session.retrieve({ sessionId: session.id })).session.id;
};
