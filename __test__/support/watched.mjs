// A client for a server that responds with one status after the other: events, traces and spans are tested with it.
import { clientOf } from './client.mjs';
import { send, serve } from './server.mjs';

/** Of a session; nothing that watches a call shows it. */
export const ID = 'ses_secret_id';

/**
 * @param {import('node:test').TestContext} t
 * @param {number[]} statuses the server's, one after the other. The request ids are `req_0`, `req_1` …
 * @param {object} [options] of the client
 */
export async function served(t, statuses, options) {
  const server = await serve((_request, response, index) =>
    send(response, {
      status: statuses[index % statuses.length],
      body: '{"secret":"cs_secret"}',
      headers: { 'x-request-id': `req_${index}` },
    }),
  );
  t.after(server.close);
  return { server, client: clientOf(server, options) };
}
