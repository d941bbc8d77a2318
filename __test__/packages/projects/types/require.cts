import facesign = require('@facesignai/api-native');

async function main(): Promise<void> {
  const { FACESIGN_API_KEY: auth, FACESIGN_SERVER_URL: serverUrl } = process.env;
  const client: facesign = new facesign({ auth, serverUrl });
  const { session } = await client.session.create({
    clientReferenceId: 'order-1',
    metadata: {},
    flow: [
      { id: 'in', type: 'start', outcome: 'out' },
      { id: 'out', type: 'end' },
    ],
  });
  const old: facesign.Client = new facesign.default({ auth, serverUrl });
  await old.langs.retrieve();
  const read = await new facesign.Client({ auth, serverUrl }).session.retrieve({ sessionId: session.id });
  // @ts-expect-error a session has no such field: the types are there, not `any`
  void read.session.nothing;
  console.log(read.session.id);
}

void main();
