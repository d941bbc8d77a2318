import Client, { ILogLevel } from '@facesignai/api';

export const facesign = new Client({
  auth: process.env.FACESIGN_API_KEY,
  serverUrl: process.env.FACESIGN_SERVER_URL,
  logLevel: ILogLevel.DEBUG,
});

export function failed(err: unknown): Response {
  const { type, message } = JSON.parse((err as Error).message).error;
  return Response.json({ type, message }, { status: type === 'not_found_error' ? 404 : 502 });
}
