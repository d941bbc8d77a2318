// The command `facesign`. Its subcommands have their own tests.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../lib/cli/facesign.js', import.meta.url));
const { bin, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

function facesign(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('it is the one command of the package, so npx finds it by either name', () => {
  assert.deepEqual(bin, { facesign: './lib/cli/facesign.js' });
});

test('--version prints the version', () => {
  assert.deepEqual(facesign('--version'), { status: 0, stdout: `${version}\n`, stderr: '' });
});

test('--help prints the commands and the exit codes', () => {
  const { status, stdout } = facesign('--help');
  assert.equal(status, 0);
  for (const words of ['doctor', 'sandbox', 'webhook send', '--version', 'Exit codes: 0'])
    assert.ok(stdout.includes(words), words);
});

const WRONG = [
  [[], 'missing command. Try: facesign --help'],
  [
    ['cure'],
    'unknown command cure; the commands are doctor, lint, sandbox, webhook send, webhook sign. Try: facesign --help',
  ],
  [
    ['constructor'],
    'unknown command constructor; the commands are doctor, lint, sandbox, webhook send, webhook sign. Try: facesign --help',
  ],
  [['--color'], 'unknown option --color. Try: facesign --help'],
  [['doctor', '--color'], 'unknown option --color. Try: facesign doctor --help'],
  [['doctor', 'twice'], 'unexpected argument twice. Try: facesign doctor --help'],
  [['doctor', '--server'], '--server needs a value. Try: facesign doctor --help'],
];
for (const [args, message] of WRONG)
  test(`"${args.join(' ')}" ends with 2 and a sentence`, () => {
    assert.deepEqual(facesign(...args), { status: 2, stdout: '', stderr: `facesign: ${message}\n` });
  });

test('a check that fails ends with 1', () => {
  const { status, stdout } = facesign('doctor', '--server', 'http://127.0.0.1:1');
  assert.equal(status, 1);
  assert.match(stdout, /^Call: http:\/\/127\.0\.0\.1:1\/ failed/m);
});
