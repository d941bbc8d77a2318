// The catch block of the documentation, with its inner catch for errors that are not responses of the API.
const { default: Client } = require('@facesignai/api');

const serverUrl = process.env.FACESIGN_SERVER_URL;

async function describe(work) {
  try {
    await work();
    return 'went well';
  } catch (err) {
    try {
      const { type, message, code } = JSON.parse(err.message).error;
      return `${type}: ${message} (${code})`;
    } catch {
      return `no response: ${err.message ? 'an error with a message' : err}`;
    }
  }
}

async function main() {
  const client = new Client({ auth: process.env.FACESIGN_API_KEY, serverUrl });
  console.log(await describe(() => client.session.create({ metadata: {}, flow: [] })));
  console.log(await describe(() => client.session.retrieve({ sessionId: 'unknown' })));
  console.log(await describe(() => new Client({ auth: 'sk_test_no', serverUrl }).langs.retrieve()));
  console.log(
    await describe(() => new Client({ auth: 'sk_test_no', serverUrl: 'no address' }).langs.retrieve()),
  );
}

main();
