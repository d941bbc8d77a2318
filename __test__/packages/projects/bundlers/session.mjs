// A module of the program's own, so that there is something to bundle.
export default async function exercise(Client, { FSNodeType, NotFoundError }) {
  const { FACESIGN_API_KEY: auth, FACESIGN_SERVER_URL: serverUrl } = process.env;
  const client = new Client({ auth, serverUrl });
  const flow = [
    { id: 'start', type: FSNodeType.START, outcome: 'end' },
    { id: 'end', type: FSNodeType.END },
  ];
  const { session } = await client.session.create({ clientReferenceId: 'order-1', metadata: {}, flow });
  const read = await client.session.retrieve({ sessionId: session.id });
  const error = await client.session.retrieve({ sessionId: 'unknown' }).catch((err) => err);
  if (!(error instanceof NotFoundError)) throw error;
  console.log(read.session.id);
}
