// The programs in programs/, how to run each, and what it prints. Tests run them with the checkout, package checks with
// the tarballs.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { startSandbox } from '../../sandbox/index.mjs';
import { run } from './project.mjs';

/**
 * What each program prints.
 * @type {Record<string, { sandbox?: object, faults?: object[], env?: Record<string, string>, prints: string[] }>}
 */
export const PROGRAMS = {
  'authentication.ts': {
    prints: ['own key: accepted', 'wrong key: authentication_error invalid_api_key'],
  },
  'sessions.ts': {
    prints: ['user-1 true', 'opens with its secret true', 'in all 3 user-1,user-2,user-3', 'total 3 false'],
  },
  'client-secrets.cjs': {
    prints: ['keys secret,createdAt,url,expireAt', 'another secret true', 'lives 2 h'],
  },
  'languages.ts': { prints: ['English true'] },
  'avatars.cjs': {
    prints: ['id string', 'name string', 'gender string', 'imageUrl string', 'as it came true'],
  },
  'verification-patterns.ts': {
    sandbox: { lifecycle: { startAfterMs: 0, completeAfterMs: 0 } },
    prints: ['greet=live live=livenessDetected who=newUser mail=verified'],
  },
  'error-handling.cjs': {
    prints: [
      "validation_error: The 'clientReferenceId' field is required (parameter_missing)",
      'not_found_error: Session not found (undefined)',
      'authentication_error: Invalid API key provided (invalid_api_key)',
      'no response: an error with a message',
    ],
  },
  'retry-loop.ts': {
    faults: [{ status: 404, times: 2 }],
    env: { RETRY_UNIT_MS: '1' },
    prints: [
      'attempt 1 not_found_error',
      'attempt 2 not_found_error',
      'listed 0',
      'attempt 1 validation_error',
      'given up',
    ],
  },
  'endpoints.cjs': {
    prints: ['true /sessions 12', '/sessions/a1 /sessions/a1/refresh', 'delete " DEBUG" 9'],
  },
  'native-esm.mjs': { prints: ['0 false string'] },
  'esm-names.mts': { prints: ['true 0', 'true 0', 'true 0', 'true 0', 'true 0'] },
  'next/drive.ts': {
    prints: ['read {"status":"created","for":"user-9"}', 'refreshed true', 'unknown 404'],
  },
};

/**
 * Runs a program of a compiled project against a sandbox of its own.
 * @param {import('node:test').TestContext} t
 * @param {string} folder
 * @param {string} name
 * @param {Record<string, string>} [env]
 */
export async function printsAsExpected(t, folder, name, env) {
  const { prints } = PROGRAMS[name];
  const { status, stdout, stderr } = await play(t, folder, name, env);
  assert.deepEqual({ status, lines: own(stdout) }, { status: 0, lines: prints }, stderr);
}

/** Like `printsAsExpected`, for tests that check the output themselves. */
export async function play(t, folder, name, env) {
  const { sandbox: options, faults = [], env: needed } = PROGRAMS[name];
  const sandbox = await startSandbox(options);
  t.after(() => sandbox.close());
  for (const fault of faults) sandbox.fail(fault);
  const ended = await run(built(folder, name), { ...given(sandbox), ...needed, ...env });
  return { sandbox, ...ended };
}

function given(sandbox) {
  return { FACESIGN_API_KEY: sandbox.keys[0], FACESIGN_SERVER_URL: sandbox.url };
}

/** Where the program can be run: TypeScript is run as what the compiler wrote. */
function built(folder, name) {
  const file = name.replace(/\.(m?)ts$/, '.$1js');
  return file === name ? join(folder, name) : join(folder, 'out', file);
}

/** The lines of the program, without those of the client's log, which may go over several. */
function own(stdout) {
  return stdout
    .replace(/^\[facesign\] .*?(\{\n[\s\S]*?^\})?$/gm, '')
    .split('\n')
    .filter((line) => line !== '');
}
