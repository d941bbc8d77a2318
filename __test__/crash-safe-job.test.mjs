// The recipe of a job that survives a crash: the process is killed with SIGKILL before each of its statements, and while its
// create is on the way, and started again. The order has one session, whatever happened.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { startSandbox } from '@facesignai/api-native/sandbox';
import { root } from './support/snippets.mjs';

const JOB = readFileSync(`${root}docs/recipes/code/crash-safe-job/job.mjs`, 'utf8');

// Inside the repository, so that the program finds the package by its name.
const folder = mkdtempSync(join(root, '__test__/.crash-safe-job-'));
after(() => rmSync(folder, { recursive: true }));

/** A statement begins in each of these lines. */
const STATEMENT =
  /^ {0,4}(?:const|let|if|try|return|throw|save|load|await|console|writeFileSync|renameSync)\b/;
const lines = JOB.split('\n');
const points = lines.flatMap((line, index) => (STATEMENT.test(line) ? [index] : []));

/** The program with a check before each statement: is this where the process dies? */
const killable = lines.map((line, index) =>
  points.includes(index)
    ? `if (process.env.KILL_AT === '${index}') process.kill(process.pid, 'SIGKILL');\n${line}`
    : line,
);
writeFileSync(join(folder, 'job.mjs'), killable.join('\n'));

/** A sandbox of its own, since a server of the real kind may ignore the key. */
async function workspace(t) {
  const sandbox = await startSandbox({ idempotency: false });
  t.after(() => sandbox.close());
  const cwd = mkdtempSync(join(folder, 'run-'));
  const start = (killAt = '') => {
    const env = {
      ...process.env,
      FACESIGN_API_KEY: sandbox.keys[0],
      FACESIGN_SERVER_URL: sandbox.url,
      KILL_AT: killAt,
    };
    return spawn(process.execPath, ['../job.mjs', 'order-7'], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  };
  return { sandbox, cwd, start };
}

/** @returns the exit code, the signal and the output */
async function ended(child) {
  const [output, [code, signal]] = await Promise.all([child.stdout.toArray(), once(child, 'close')]);
  return { code, signal, output: Buffer.concat(output).toString().trim() };
}

async function endsWithOneSession({ sandbox, cwd, start }) {
  const { code, output } = await ended(start());
  assert.equal(code, 0);
  assert.deepEqual([...sandbox.sessions.keys()], [output]);
  assert.equal(JSON.parse(readFileSync(join(cwd, 'order-7.json'), 'utf8')).sessionId, output);
  assert.deepEqual(readdirSync(cwd), ['order-7.json']);
}

test('every statement is a place to die', () => {
  assert.ok(points.length >= 20, `${points.length}`);
  const others = lines.filter((_, index) => !points.includes(index)).map((line) => line.trim());
  const NO_STATEMENT = /^(?:$|\/\/|import |function |[})\]]|\{ id: '|serverUrl: |ambiguousRetries: )/;
  assert.deepEqual(
    others.filter((line) => !NO_STATEMENT.test(line)),
    [],
  );
});

describe('killed before each statement and started again, the job makes one session', {
  concurrency: 4,
}, () => {
  for (const index of points)
    test(`line ${index + 1}: ${lines[index].trim()}`, async (t) => {
      const work = await workspace(t);
      const { signal, code } = await ended(work.start(String(index)));
      // The branches that only a restart or an error takes are not reached the first time.
      assert.ok(signal === 'SIGKILL' || code === 0, `${code}`);
      // A second crash in the same place: what only a restart runs is reached now.
      if (signal) await ended(work.start(String(index)));
      await endsWithOneSession(work);
    });
});

test('killed while the create is on its way, when the server has acted, the job finds the session', async (t) => {
  const work = await workspace(t);
  work.sandbox.fail({ stall: 'headers', afterHandling: true, operation: 'session.create' });
  const arrived = work.sandbox.nextRequest(({ operation }) => operation === 'session.create');
  const child = work.start();
  await arrived;
  child.kill('SIGKILL');
  assert.equal((await ended(child)).signal, 'SIGKILL');
  await endsWithOneSession(work);
});

test('a job that has ended does nothing when it is started again', async (t) => {
  const work = await workspace(t);
  await endsWithOneSession(work);
  await endsWithOneSession(work);
  assert.equal(work.sandbox.requests.length, 1);
});
