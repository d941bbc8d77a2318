// ES modules typed by TypeScript: names, the default and the namespace are one and the same.
import * as api from '@facesignai/api';
import pkg, { Client, SessionStatus } from '@facesignai/api';

const options = { auth: process.env.FACESIGN_API_KEY, serverUrl: process.env.FACESIGN_SERVER_URL };
for (const Class of [pkg, Client, api.default, api.Client, pkg.default]) {
  const { sessions } = await new Class(options).session.list({ status: SessionStatus.Complete });
  console.log(Class === Client, sessions.length);
}
