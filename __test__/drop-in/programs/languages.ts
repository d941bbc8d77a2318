// The languages as the types have them, under an object.
import Client, { type Lang } from '@facesignai/api';

const client = new Client({
  auth: process.env.FACESIGN_API_KEY,
  serverUrl: process.env.FACESIGN_SERVER_URL,
});

async function main() {
  const { langs } = await client.langs.retrieve();
  const english: Lang | undefined = langs.find((lang) => lang.id === 'en');
  console.log(english?.title, langs.length > 1);
}

main();
