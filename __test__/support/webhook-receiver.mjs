// A sandbox that posts webhooks to a receiver of the test.
import { startSandbox } from '../../sandbox/index.mjs';
import { serve } from './server.mjs';

export const SECRET = 'whsec_for_these_tests';

const ok = (_request, response) => response.end();

/**
 * Starts a receiver that responds with `handler`, and a sandbox that posts to it.
 * @param {object} [options] of the sandbox, and `handler`
 */
export async function receiving({ handler = ok, webhooks, ...options } = {}) {
  const receiver = await serve(handler);
  const sandbox = await startSandbox({
    seed: 1,
    webhooks: { url: `${receiver.url}/hooks`, secret: SECRET, ...webhooks },
    ...options,
  });
  return {
    receiver,
    sandbox,
    events: () => receiver.requests.map(({ body }) => JSON.parse(body)),
    async close() {
      await sandbox.close();
      await receiver.close();
    },
  };
}

/** Responds with each status in turn, and with the last one from then on. */
export const statuses =
  (...codes) =>
  (_request, response, index) =>
    response.writeHead(codes[Math.min(index, codes.length - 1)]).end();
