// The documents are correct: snippets run and print what they say, commands exist, links work, and tables match the
// types and the package.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startExample } from '../__test__/support/example-server.mjs';
import {
  blocksOf,
  brokenLinks,
  environment,
  expectedOutput,
  quoted,
  read,
  root,
  run,
  tableOf,
} from '../__test__/support/snippets.mjs';
import { startSandbox } from '../sandbox/index.mjs';

const inFolder = (folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
const files = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'sandbox/README.md',
  // The reports are made of declarations by a script, and are not strings with samples.
  ...inFolder('docs').filter((name) => !name.startsWith('docs/api-report')),
  ...inFolder('docs/decisions'),
  ...inFolder('docs/flow'),
];
const blocks = files.flatMap(blocksOf);
const manifest = JSON.parse(read('package.json'));

/** Runs code and compares its output with what the code says it prints. */
async function assertPrints({ code }, kind, emitted = code) {
  const { status, stdout, stderr } = await run(emitted, kind);
  assert.equal(stderr, '');
  assert.equal(status, 0);
  assert.deepEqual(stdout.split('\n').slice(0, -1), expectedOutput(code));
}

describe('each snippet of JavaScript runs and prints what it says', { concurrency: 2 }, () => {
  for (const block of blocks.filter(({ language, notRun, shows }) => !notRun && !shows && isScript(language)))
    test(block.name, () => assertPrints(block, block.language === 'cjs' ? 'commonjs' : 'module'));
});

function isScript(language) {
  return ['js', 'mjs', 'cjs'].includes(language);
}

describe('each snippet of TypeScript compiles, runs and prints what it says', () => {
  const typed = blocks.filter(({ language, notRun }) => language === 'ts' && !notRun);
  let folder;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'facesign-snippets-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  test('all of them compile', () => {
    typed.forEach(({ code }, at) => {
      writeFileSync(join(folder, `${at}.mts`), code);
    });
    const { status, stdout } = compile(folder);
    const named = stdout.replace(/^(\d+)\.mts/gm, (_all, at) => typed[at].name);
    assert.equal(status, 0, named);
  });

  typed.forEach((block, at) => {
    test(block.name, () =>
      assertPrints(block, 'module', readFileSync(join(folder, 'out', `${at}.mjs`), 'utf8')),
    );
  });
});

/** One run of the compiler for all snippets, outside of the project, so that a test leaves nothing in it. */
function compile(folder) {
  const compilerOptions = {
    ...JSON.parse(read('__test__/types/tsconfig.json')).compilerOptions,
    noEmit: false,
    rootDir: '/',
    outDir: 'out',
    typeRoots: [join(root, 'node_modules/@types')],
    paths: {
      [manifest.name]: [join(root, 'index.d.mts')],
      [`${manifest.name}/sandbox`]: [join(root, 'sandbox/index.d.mts')],
    },
  };
  const files = [join(root, '__test__/support/snippet-globals.d.mts')];
  const config = { compilerOptions: { ...compilerOptions, rootDir: '.' }, files, include: ['*.mts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  return spawnSync(process.execPath, [tsc, '-p', '.'], { cwd: folder, encoding: 'utf8' });
}

describe('a snippet that is not run as it stands', () => {
  test('says why', (context) => {
    const left = blocks.filter(({ notRun }) => notRun !== undefined);
    for (const { name, notRun } of left) assert.ok(notRun.length > 10, `${name} gives no reason`);
    context.diagnostic(`${blocks.length} blocks, ${left.length} not run: ${left.map(({ name }) => name)}`);
  });

  for (const { name, shows, code } of blocks.filter((block) => block.shows))
    test(`${name} is ${shows}`, () => assert.equal(code, read(shows)));
});

describe('commands', () => {
  const commands = blocks.filter(({ language }) => language === 'sh').flatMap(({ code }) => code.split('\n'));
  const scripts = [...new Set(commands.flatMap(scriptsIn))];

  for (const script of scripts)
    test(`npm run ${script} is a script of package.json`, () => assert.ok(manifest.scripts[script]));

  test('are found in the documents', () => assert.ok(scripts.includes('build') && scripts.includes('pack')));
});

function scriptsIn(command) {
  return [...command.matchAll(/npm (?:run )?(test|(?<=run )[\w:]+)/g)].map(([, script]) => script);
}

describe('links lead somewhere', () => {
  for (const file of files) test(file, () => assert.deepEqual(brokenLinks(file), []));
});

describe('tables of README.md', () => {
  test('classes of errors and their types are those of the types', () => {
    const declared = read('types/errors.d.ts').matchAll(
      /readonly name: '(\w+)';(?:\s+\/\*\*[^/]+\*\/\s+readonly type: '(\w+)';)?/g,
    );
    const expected = [...declared].map(([, name, type]) => [name, type ?? 'validation_error']);
    const shown = tableOf('README.md', 'Errors').map((row) => [quoted(row[0])[0], quoted(row[2])[0]]);
    assert.deepEqual(shown.sort(), expected.sort());
  });

  test('platforms are those that are built', () => {
    const shown = tableOf('README.md', 'Platforms').map(([target]) => quoted(target)[0]);
    assert.deepEqual(shown, manifest.napi.targets);
  });
});

test('methods of docs/calls.md are those that errors name', () => {
  const [, union] = /type OperationName =([\s\S]*?);/.exec(read('types/errors.d.ts'));
  const operations = [...union.matchAll(/'([^']+)'/g)]
    .map(([, name]) => name)
    .filter((name) => name !== 'client' && name !== 'webhooks');
  const shown = tableOf('docs/calls.md', 'Methods').map(([call]) => /^`client\.([\w.]+)\(/.exec(call)?.[1]);
  assert.deepEqual(shown.sort(), operations.sort());
});

test('no line of README.md outside of tables is longer than 120 characters', () => {
  const long = read('README.md')
    .split('\n')
    .filter((line) => line.length > 120 && !line.startsWith('|'));
  assert.deepEqual(long, []);
});

describe('examples/server.mjs', () => {
  let sandbox;
  let server;
  let address;
  before(async () => {
    sandbox = await startSandbox();
    server = await startExample({ ...environment(sandbox), PORT: '0' });
    address = server.url;
  });
  after(() => Promise.all([server.close(), sandbox.close()]));

  const begin = (body) => fetch(`${address}/verifications`, { method: 'POST', body });

  test('creates a session and reports its status', async () => {
    const response = await begin(JSON.stringify({ orderId: 'order-1' }));
    const { id, url } = await response.json();
    assert.equal(response.status, 201);
    assert.match(url, /\/play\?cs=cs[0-9a-f]{32}$/);
    sandbox.completeSession(id);
    const later = await fetch(`${address}/verifications/${id}`);
    assert.deepEqual(await later.json(), { id, status: 'complete', verified: true });
  });

  test('responds 400 to a webhook without a signature, and logs it', async () => {
    const secret = { FACESIGN_WEBHOOK_SECRET: 'whsec_example' };
    const listening = await startExample({ ...environment(sandbox), ...secret, PORT: '0' });
    const { status } = await fetch(`${listening.url}/webhooks/facesign`, { method: 'POST', body: '{}' });
    assert.equal(status, 400);
    while (!listening.log().includes('WebhookVerificationError')) await listening.logged();
    await listening.close();
  });

  test('makes one session of an order that comes twice', async () => {
    const [one, two] = [await begin('{"orderId":"order-2"}'), await begin('{"orderId":"order-2"}')];
    assert.equal((await one.json()).id, (await two.json()).id);
  });

  test('finds a session whether or not a query or a slash follows its id', async () => {
    const { id } = await (await begin('{"orderId":"order-4"}')).json();
    for (const rest of ['', '?t=1', '/', '/?t=1'])
      assert.equal((await fetch(`${address}/verifications/${id}${rest}`)).status, 200, rest);
  });

  test('creates a session whether or not a query or a slash follows the path', async () => {
    for (const rest of ['?x=1', '/']) {
      const options = { method: 'POST', body: '{"orderId":"order-5"}' };
      assert.equal((await fetch(`${address}/verifications${rest}`, options)).status, 201, rest);
    }
  });

  test('takes an order id of any letters', async () => {
    assert.equal((await begin('{"orderId":"注文-1"}')).status, 201);
  });

  for (const [what, ask, status] of [
    ['an unknown session', () => fetch(`${address}/verifications/none`), 404],
    ['an unknown page', () => fetch(address), 404],
    ['no session', () => fetch(`${address}/verifications/`), 404],
    ['a path of slashes alone', () => fetch(`${address}//`), 404],
    ['a body that is not JSON', () => begin('{'), 400],
    ['a body that is null', () => begin('null'), 400],
    ['no order', () => begin('{}'), 400],
    ['an order that is not a string', () => begin('{"orderId":{}}'), 400],
  ])
    test(`responds ${status} for ${what}`, async () => assert.equal((await ask()).status, status));

  test('responds 500 to its own errors, and logs them', async () => {
    assert.equal((await begin('{"orderId":"\\ud800"}')).status, 500);
    while (!server.log().includes('URIError')) await server.logged();
  });

  test('shows its user no technical detail of an error', async () => {
    sandbox.fail({ status: 400, message: 'internal detail' });
    const response = await begin('{"orderId":"order-3"}');
    assert.equal(response.status, 502);
    const { message } = await response.json();
    assert.match(message, /^Some of the details were not accepted/);
  });
});
