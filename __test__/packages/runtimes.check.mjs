// The runtimes that run the package, each in the newest release of a line, from npm. docs/runtimes.md is the table of
// the results. A combination that is known to fail must fail, or the table is out of date.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { isCommitted } from './support/committed.mjs';
import { installed, outcome, PACKAGE } from './support/project.mjs';
import { isOurs, makesSession, sandboxOf, variables } from './support/sandbox.mjs';

const folder = await installed('runtimes');
const sandbox = await sandboxOf(folder);
after(() => sandbox.close());

/** How each runtime is started. */
const node = (line) => ({
  name: `Node.js ${line}`,
  package: `node${line}`,
  command: [`node${line}/bin/node`],
});
const RUNTIMES = [
  node(20),
  node(22),
  node(24),
  node(26),
  { name: 'Bun', package: '@oven/bun-linux-x64', command: ['@oven/bun-linux-x64/bin/bun'] },
  {
    name: 'Deno',
    package: '@deno/linux-x64-glibc',
    command: ['@deno/linux-x64-glibc/deno', 'run', '--allow-all', '--node-modules-dir=manual', '--no-lock'],
  },
];

const PROGRAMS = {
  'commonjs.cjs': 'CommonJS',
  'esm.mjs': 'ES modules',
  'typescript.ts': 'TypeScript, types stripped',
  'abort.mjs': 'abort, timeout',
  'sandbox.mjs': 'sandbox, retries',
  'workers.mjs': 'worker threads',
  'cluster.cjs': '`cluster`',
};

/** The newest Node.js and Deno, forbidden to load addons: the error says so, and what allows them. */
const [NODE_26, DENO] = [RUNTIMES[3], RUNTIMES[5]].map(({ command: [file, ...options] }) => [
  join(folder, 'node_modules', file),
  ...options.filter((option) => option !== '--allow-all'),
]);
const REFUSALS = {
  'Node.js with --no-addons': {
    command: [...NODE_26, '--no-addons'],
    fix: 'Start Node.js without --no-addons',
    allowed: NODE_26,
  },
  'Node.js with --permission and without --allow-addons': {
    command: [...NODE_26, '--permission', '--allow-fs-read=*'],
    fix: 'Start Node.js with --allow-addons',
    allowed: [...NODE_26, '--permission', '--allow-fs-read=*', '--allow-addons'],
  },
  'Node.js with --permission that may read the package and not its addon': {
    command: [
      ...[...NODE_26, '--permission', '--allow-addons'],
      ...['esm.mjs', 'exercise.cjs', 'package.json', `node_modules/${PACKAGE.name}/*`].map(
        (path) => `--allow-fs-read=${join(folder, path)}`,
      ),
    ],
    fix: 'Start Node.js with --allow-addons and --allow-fs-read for node_modules',
    allowed: [...NODE_26, '--permission', '--allow-addons', `--allow-fs-read=${folder}`],
  },
  'Deno without --allow-ffi': {
    command: DENO,
    fix: 'Run Deno with --allow-ffi and --allow-env.',
    allowed: [...DENO, '--allow-ffi', '--allow-env'],
  },
};

for (const [refusal, { command, fix, allowed }] of Object.entries(REFUSALS)) {
  test(`${refusal}: the error differs from that of a missing addon, and its fix is enough`, async () => {
    const refused = await outcome(folder, [...command, 'esm.mjs'], variables(sandbox));
    assert.notEqual(refused.code, 0);
    assert.ok(refused.output.includes(`Fix: ${fix}`), refused.output);
    assert.doesNotMatch(refused.output, /npm install/);
    await makesSession(sandbox, folder, [...allowed, 'esm.mjs'], { NODE_NO_WARNINGS: '1' });
  });
}

/** What a runtime lacks, and why. */
const LACKS = {
  'Node.js 20': { 'typescript.ts': 'Node.js 20 does not strip types; `tsx` does' },
};

const results = new Map();
for (const runtime of RUNTIMES) {
  for (const program of Object.keys(PROGRAMS)) {
    const lack = LACKS[runtime.name]?.[program];
    test(`${runtime.name}: ${PROGRAMS[program]} ${lack ? `does not run: ${lack}` : 'runs and ends by itself'}`, async () => {
      const ran = await runs(runtime, program);
      results.set(`${runtime.name} ${program}`, ran.ok);
      assert.equal(ran.ok, !lack, ran.output);
    });
  }
}

test('docs/runtimes.md is the table of what ran', () => {
  isCommitted('docs/runtimes.md', page());
});

/** Whether a program made its session and ended by itself. */
async function runs({ command: [file, ...options] }, program) {
  const command = [join(folder, 'node_modules', file), ...options, program];
  const { code, output } = await outcome(folder, ['timeout', '60', ...command], variables(sandbox));
  if (code !== 0) return { ok: false, output: `ended with ${code}:\n${output}` };
  isOurs(sandbox, output.trim().split('\n').at(-1), output);
  return { ok: true, output };
}

function version({ package: name }) {
  return JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
}

function page() {
  const columns = Object.keys(PROGRAMS);
  const cell = (runtime, program) => (results.get(`${runtime.name} ${program}`) ? 'yes' : 'no');
  const row = (cells) => `| ${cells.join(' | ')} |`;
  const lacks = Object.entries(LACKS).flatMap(([name, programs]) =>
    Object.entries(programs).map(([program, why]) => `- ${name}, ${PROGRAMS[program]}: ${why}.`),
  );
  return [
    '# Runtimes',
    '',
    '<!-- Made by `npm run test:packages -- --update runtimes`; do not edit. -->',
    '',
    `What ran with the packed tarballs of \`${PACKAGE.name}\` on Linux x64 (glibc). Each program runs in its own process,`,
    'creates and reads sessions on the sandbox, and must exit by itself.',
    '',
    row(['runtime', 'release', ...Object.values(PROGRAMS)]),
    row(['---', '---', ...columns.map(() => '---')]),
    ...RUNTIMES.map((runtime) =>
      row([runtime.name, version(runtime), ...columns.map((program) => cell(runtime, program))]),
    ),
    '',
    "What doesn't run, and what was not tested:",
    '',
    ...lacks,
    ...UNTESTED,
    '',
    readFileSync(BUNDLERS, 'utf8').trimEnd(),
    '',
  ].join('\n');
}

/** What `next.check.mjs`, `shipped.check.mjs` and `browser.check.mjs` ran, written by hand. */
const BUNDLERS = new URL('./bundlers.md', import.meta.url);

const UNTESTED = [
  "- Electron: not tested. Its npm package downloads the binary at installation from a server that the test machine can't",
  '  reach. Its main process is Node.js with N-API, so the addon should load there. The renderer and sandboxed preload',
  "  scripts can't load addons.",
  '- npm up to 9.6.4, which Node.js 20.0 and 20.1 include: it skips every package that names glibc, including the addon.',
  '  npm 9.6.6 and later work. Fix: `npm install --global npm`.',
  '- Edge runtimes and browsers (Next.js Edge, Cloudflare Workers): enums, types and error classes only. A native addon',
  '  needs Node.js, so `new Client()` throws there.',
  '- Node.js with `--permission` needs `--allow-addons`; Deno needs `--allow-ffi` and `--allow-env`. Without them the error',
  '  says so.',
];
