// What every program does with the client it got: make a session, read it, see an error as its class, print the id.
const assert = require('node:assert/strict');

/** @param {any} Client the class, however it was imported @param {any} [names] where the other names are */
module.exports = async function exercise(Client, names = Client) {
  const client = new Client({
    auth: process.env.FACESIGN_API_KEY,
    serverUrl: process.env.FACESIGN_SERVER_URL,
  });
  const { session } = await client.session.create({
    clientReferenceId: 'order-1',
    metadata: {},
    flow: [
      { id: 'in', type: names.FSNodeType.START, outcome: 'out' },
      { id: 'out', type: names.FSNodeType.END },
    ],
  });
  const read = await client.session.retrieve({ sessionId: session.id });
  assert.equal(read.session.id, session.id);
  assert.ok((await client.langs.retrieve()).langs.length > 0);
  const failure = await client.session.retrieve({ sessionId: 'unknown' }).catch((error) => error);
  assert.ok(failure instanceof names.NotFoundError, String(failure));
  assert.equal(failure.type, 'not_found_error');
  console.log(session.id);
};
