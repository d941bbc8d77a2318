// Programs written against the documented use of the old SDK run on this package without a changed line: each
// against a sandbox, in a project where `@facesignai/api` is this checkout.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '../../sandbox/index.mjs';
import { compile, makeProject, run } from './project.mjs';

/**
 * What each program prints.
 * @type {Record<string, { sandbox?: object, faults?: object[], env?: Record<string, string>, prints: string[] }>}
 */
const PROGRAMS = {
  'authentication.ts': {
    prints: ['own key: accepted', 'wrong key: authentication_error invalid_api_key'],
  },
  'sessions.ts': {
    prints: [
      'user-1 true',
      'opens https://session.facesign.ai',
      'in all 3 user-1,user-2,user-3',
      'total 3 false',
    ],
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
      'no answer: an error with a message',
    ],
  },
  'retry-loop.ts': {
    faults: [{ status: 404, times: 2 }],
    env: { RETRY_UNIT_MS: '1' },
    prints: [
      'try 1 not_found_error',
      'try 2 not_found_error',
      'listed 0',
      'try 1 validation_error',
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

const project = makeProject();
const compiled = compile(project.folder);
after(() => project.remove());

test('every program of the folder is run', () => {
  const folder = fileURLToPath(new URL('programs/', import.meta.url));
  const files = readdirSync(folder).filter((file) => /\.[cm]?[jt]s$/.test(file));
  assert.deepEqual(
    files.sort(),
    Object.keys(PROGRAMS)
      .filter((name) => !name.includes('/'))
      .sort(),
  );
});

test('the programs in TypeScript hold against the types', () => {
  assert.equal(compiled.status, 0, compiled.output);
});

for (const [name, { sandbox: options, faults = [], env, prints }] of Object.entries(PROGRAMS)) {
  test(`${name} runs and prints what it should`, async (t) => {
    const sandbox = await startSandbox(options);
    t.after(() => sandbox.close());
    for (const fault of faults) sandbox.fail(fault);
    const { status, stdout, stderr } = await run(built(name), { ...given(sandbox), ...env });
    assert.deepEqual({ status, lines: own(stdout) }, { status: 0, lines: prints }, stderr);
  });
}

test('with ILogLevel.DEBUG the route handlers log each call, without the key and the secret', async (t) => {
  const sandbox = await startSandbox();
  t.after(() => sandbox.close());
  const { stdout, stderr } = await run(built('next/drive.ts'), given(sandbox));
  const log = stdout + stderr;
  const starts = log.split('\n').filter((line) => line.includes('request start'));
  assert.equal(starts.length, 4, log);
  assert.ok(!log.includes(sandbox.keys[0]) && !/cs[0-9a-f]{32}/.test(log), log);
});

function given(sandbox) {
  return { FACESIGN_API_KEY: sandbox.keys[0], FACESIGN_SERVER_URL: sandbox.url };
}

/** Where the program can be run: TypeScript is run as what the compiler wrote. */
function built(name) {
  const file = name.replace(/\.(m?)ts$/, '.$1js');
  return file === name ? join(project.folder, name) : join(project.folder, 'out', file);
}

/** The lines of the program, without those of the client's log, which may go over several. */
function own(stdout) {
  return stdout
    .replace(/^\[facesign\] .*?(\{\n[\s\S]*?^\})?$/gm, '')
    .split('\n')
    .filter((line) => line !== '');
}
