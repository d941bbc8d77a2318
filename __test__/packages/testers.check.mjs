// Test runners and programs run from TypeScript, as users have them.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { installed, run } from './support/project.mjs';
import { makesSession, sandboxOf } from './support/sandbox.mjs';

const folder = await installed('testers');
const sandbox = await sandboxOf(folder);
after(() => sandbox.close());

/** How each runner is started, and what it says when all three tests have passed. */
const RUNNERS = {
  'Jest with CommonJS': { command: ['jest', 'session.jest.cjs'], says: /^Tests: +3 passed, 3 total$/m },
  'Jest with ES modules': {
    command: ['jest', 'session.jest.mjs'],
    env: { NODE_OPTIONS: '--experimental-vm-modules' },
    says: /^Tests: +3 passed, 3 total$/m,
  },
  'Vitest in threads': { command: ['vitest', 'run', '--pool=threads'], says: /Tests +3 passed \(3\)/ },
  'Vitest in processes': { command: ['vitest', 'run', '--pool=forks'], says: /Tests +3 passed \(3\)/ },
};

for (const [runner, { command, env, says }] of Object.entries(RUNNERS)) {
  test(`${runner} runs tests that make sessions`, async () => {
    assert.match(await run(folder, command, env), says);
  });
}

test('Jest with --detectOpenHandles finds none that is open', async () => {
  const output = await run(folder, ['jest', '--detectOpenHandles', 'session.jest.cjs']);
  assert.match(output, /^Tests: +3 passed, 3 total$/m);
  assert.doesNotMatch(output, /open handle/);
});

for (const program of ['program.ts', 'program.mts', 'program.cts'])
  test(`tsx runs ${program}`, () => makesSession(sandbox, folder, ['tsx', program]));
