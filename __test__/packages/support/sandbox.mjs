// The sandbox of the installed package, and the check that a program has used it: its session exists, and a client of
// this version created it.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PACKAGE, run } from './project.mjs';

/** @param {string} folder an installed project @param {string} [name] what the package is called there */
export async function sandboxOf(folder, name = PACKAGE.name) {
  const { startSandbox } = createRequire(join(folder, 'package.json'))(`${name}/sandbox`);
  return startSandbox({ lifecycle: { startAfterMs: 0 } });
}

/** Not a real secret. */
export const WEBHOOK_SECRET = 'whsec_of_the_package_checks';

/** The variables by which a program finds the sandbox, and verifies webhooks. @param {object} sandbox */
export function variables(sandbox) {
  return {
    FACESIGN_API_KEY: sandbox.keys[0],
    FACESIGN_SERVER_URL: sandbox.url,
    FACESIGN_WEBHOOK_SECRET: WEBHOOK_SECRET,
  };
}

/**
 * Runs a program that makes a session and prints its id alone on the last line.
 * @param {object} sandbox
 * @param {string} folder
 * @param {string[]} command
 */
export async function makesSession(sandbox, folder, command, env = {}) {
  const output = await run(folder, command, { ...variables(sandbox), ...env });
  isOurs(sandbox, output.trim().split('\n').at(-1), output);
}

/** The session of that id was made, and read again, by a client of this version. */
export function isOurs(sandbox, id, output = '') {
  assert.ok(sandbox.sessions.has(id), `no session ${id} was made:\n${output}`);
  const reads = sandbox.requests.filter(({ url }) => url.includes(`/sessions/${id}`));
  assert.ok(reads.length > 0, `session ${id} was not read`);
  for (const { headers } of reads)
    assert.match(headers['user-agent'], new RegExp(`^facesign-api-native/${PACKAGE.version} `));
}
