// Creates a new secret for a session whose link has expired, with methods detached from the client.
const { Client, FSNodeType } = require('@facesignai/api');

const { session: sessions } = new Client({
  auth: process.env.FACESIGN_API_KEY,
  serverUrl: process.env.FACESIGN_SERVER_URL,
});
const { create, createClientSecret } = sessions;

async function main() {
  const { session, clientSecret } = await create({
    clientReferenceId: 'user-123',
    metadata: {},
    flow: [
      { id: 'start', type: FSNodeType.START, outcome: 'end' },
      { id: 'end', type: FSNodeType.END },
    ],
  });
  const fresh = await createClientSecret({ sessionId: session.id });
  console.log('keys', Object.keys(fresh).join());
  console.log('another secret', fresh.secret !== clientSecret.secret);
  console.log('lives', (fresh.expireAt - fresh.createdAt) / 3600000, 'h');
}

main();
