// `npm run figures`: runs every slow test with full numbers. Each saves its measurements in docs/data/, from which the last
// part generates docs/reliability.md. `npm run figures -- soak storms` runs only these, and `-- page` only generates the page.
// Stops at the first part that fails or takes too long.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const TIMEOUT_MS = 20 * 60_000;

const recorded = (file, env = {}) => ({ command: [process.execPath, file, '--record'], env });

/** In this order: the last one reads the data of all others. */
const PARTS = {
  // 10,000 creates.
  duplicates: recorded('__test__/storms/duplicates.test.mjs'),
  // 10,000 creates with each value of ambiguousRetries.
  reconcile: recorded('__test__/storms/reconcile.test.mjs'),
  storms: recorded('__test__/storms/storms.test.mjs'),
  certificates: recorded('__test__/infra/nginx.test.mjs'),
  proxies: recorded('__test__/infra/proxies.test.mjs'),
  abort: recorded('__test__/life/abort.test.mjs'),
  frozen: recorded('__test__/life/frozen.test.mjs'),
  process: recorded('__test__/life/process.test.mjs', { FACESIGN_LIFE_ROUNDS: '20' }),
  hostile: recorded('scripts/hostile.mjs'),
  secrets: recorded('__test__/secrets.test.mjs'),
  memcheck: { command: ['sh', 'scripts/memcheck.sh', '--record'], env: {} },
  // 300,000 calls.
  soak: recorded('__test__/life/soak.mjs'),
  // Every cell of the fault matrix, also for other clients, and the page.
  matrix: { command: [process.execPath, '__test__/faults/report.mjs', '--peers'], env: {} },
  page: { command: [process.execPath, '__test__/faults/report.mjs', '--render'], env: {} },
};

const selected = process.argv.slice(2);
const unknown = selected.filter((name) => !Object.hasOwn(PARTS, name));
if (unknown.length > 0) {
  console.error(`unknown part: ${unknown.join(', ')}. The parts are ${Object.keys(PARTS).join(', ')}`);
  process.exit(1);
}
for (const name of selected.length > 0 ? selected : Object.keys(PARTS)) run(name, PARTS[name]);

/** @param {string} name @param {{ command: string[], env: Record<string, string> }} part */
function run(name, { command: [program, ...args], env }) {
  console.log(`\n== ${name}: ${[...Object.entries(env).map((pair) => pair.join('=')), ...args].join(' ')}`);
  const started = Date.now();
  const options = { cwd: root, env: { ...process.env, ...env }, timeout: TIMEOUT_MS };
  const { status, signal, error } = spawnSync(program, args, { ...options, stdio: 'inherit' });
  const seconds = Math.round((Date.now() - started) / 1000);
  if (status !== 0) {
    console.error(
      `== ${name} failed after ${seconds} s: ${error?.message ?? signal ?? `exit code ${status}`}`,
    );
    process.exit(1);
  }
  console.log(`== ${name}: ${seconds} s`);
}
