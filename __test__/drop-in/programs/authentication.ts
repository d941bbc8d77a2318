// The key comes from the environment; the envelope in the message reports a wrong one.
import Client from '@facesignai/api';

const serverUrl = process.env.FACESIGN_SERVER_URL;

async function knows(auth: string | undefined): Promise<string> {
  const client = new Client({ auth, serverUrl });
  try {
    await client.session.list({ limit: 1 });
    return 'accepted';
  } catch (err) {
    const { type, code } = JSON.parse((err as Error).message).error;
    return `${type} ${code}`;
  }
}

async function main() {
  console.log('own key:', await knows(process.env.FACESIGN_API_KEY));
  console.log('wrong key:', await knows('sk_test_wrong'));
}

main();
