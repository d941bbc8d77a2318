// Native ES modules had the whole CommonJS object as default import of the old SDK.
import pkg from '@facesignai/api';

const Client = pkg.default;
const client = new Client({
  auth: process.env.FACESIGN_API_KEY,
  serverUrl: process.env.FACESIGN_SERVER_URL,
  logLevel: pkg.ILogLevel.OFF,
});
const { sessions, hasMore } = await client.session.list({ status: pkg.SessionStatus.Created });
console.log(sessions.length, hasMore, typeof client.session.apiVersion);
