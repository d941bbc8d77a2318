// A server that records every request exactly and sends the given response, for tests of the wire: the sandbox would
// interpret them.
import { send, serve } from './server.mjs';

/**
 * @typedef {import('./server.mjs').Seen} Seen
 * @typedef {{ status?: number, headers?: Record<string, string>, body?: string | Buffer }} Response
 */

/**
 * @param {(seen: Seen, response: import('node:http').ServerResponse) => Response | undefined | Promise<Response | undefined>} [respond]
 *   returns the response, which defaults to 200 with `{}`, or `undefined` if it sends the response itself
 */
export async function startRecorder(respond = () => ({})) {
  const recorder = await serve(async (seen, response) => {
    const content = await respond(seen, response);
    if (content) send(response, { headers: { 'content-type': 'application/json' }, body: '{}', ...content });
  });
  return Object.assign(recorder, {
    /** Removes and returns the recorded requests, oldest first. */
    take: () => recorder.requests.splice(0),
  });
}
