// Returns the avatars as they arrive: the recorded server sent an array, which old code uses directly.
const Client = require('@facesignai/api').default;

const client = new Client({
  auth: process.env.FACESIGN_API_KEY,
  serverUrl: process.env.FACESIGN_SERVER_URL,
});

client.avatars.retrieve().then((response) => {
  const avatars = Array.isArray(response) ? response : response.avatars;
  for (const key of ['id', 'name', 'gender', 'imageUrl']) console.log(key, typeof avatars[0][key]);
  console.log('as it came', JSON.stringify(response) === JSON.stringify(avatars));
});
