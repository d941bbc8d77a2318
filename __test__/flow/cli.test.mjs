// `facesign lint`: its input, its formats, and its exit codes.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import { lintFlow, renderFlow } from '@facesignai/api-native/flow';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { main } from '../../lib/cli/main.js';

const GOOD = [
  { id: 'start', type: 'start', outcome: 'end' },
  { id: 'end', type: 'end' },
];
/** An error and a warning, the second at the fifth line. */
const BAD_TEXT = `[
  { "id": "start", "type": "start", "outcome": "camera" },
  { "id": "camera", "type": "permissions",
    "outcomes": {
      "permissionsGranted": "face",
      "permissionsDenied": "a,b: 50%" } },
  { "id": "face", "type": "face_scan", "outcomes": { "passed": "end", "notPassed": "end", "cancelled": "end", "error": "end" } },
  { "id": "end", "type": "end" }
]`;
const RULES = ['--rule', 'camera/warm-up=off'];

let folder;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'facesign-lint-'));
});
after(() => rmSync(folder, { recursive: true }));

/** Writes a file with this content and returns its path. */
function file(name, text) {
  const path = join(folder, name);
  writeFileSync(path, typeof text === 'string' ? text : JSON.stringify(text));
  return path;
}

/** Runs the command. */
async function run(argv, { input = '', isTTY = false } = {}) {
  const written = { stdout: '', stderr: '' };
  const output = (name) => ({
    isTTY,
    write: (text) => {
      written[name] += text;
    },
  });
  const io = { stdin: Readable.from([input]), stdout: output('stdout'), stderr: output('stderr') };
  return { code: await main(['lint', ...argv], io), ...written };
}

describe('it reads', () => {
  const printed = async (...argv) => JSON.parse((await run([...argv, '--format', 'json'])).stdout);
  const report = lintFlow(JSON.parse(BAD_TEXT));

  test('JSON from a file', async () => assert.deepEqual(await printed(file('flow.json', BAD_TEXT)), report));

  test('settings', async () => {
    const settings = { flow: JSON.parse(BAD_TEXT), langs: ['en'] };
    assert.deepEqual(await printed(file('settings.json', settings)), report);
  });

  test('JSON with a byte order mark', async () =>
    assert.deepEqual(await printed(file('bom.json', `\uFEFF${BAD_TEXT}`)), report));

  test('JSON from the standard input', async () => {
    const { stdout } = await run(['-', '--format', 'json'], { input: BAD_TEXT });
    assert.deepEqual(JSON.parse(stdout), report);
  });

  for (const [name, text] of [
    ['flow.mjs', `export default ${BAD_TEXT};`],
    ['flow.cjs', `module.exports = ${BAD_TEXT};`],
    ['compiled.cjs', `exports.__esModule = true; exports.default = ${BAD_TEXT};`],
  ])
    test(`the default export of ${name}`, async () =>
      assert.deepEqual(await printed(file(name, text)), report));
});

describe('the exit code is', () => {
  const code = async (...argv) => (await run(argv)).code;
  const warning = ['--rule', 'links/target=off', ...RULES];

  test('0 for a flow without errors', async () => assert.equal(await code(file('good.json', GOOD)), 0));
  test('1 for one with errors', async () => assert.equal(await code(file('bad.json', BAD_TEXT)), 1));
  test('0 for one with warnings', async () =>
    assert.equal(await code(file('bad.json', BAD_TEXT), ...warning), 0));
  for (const [most, expected] of [
    ['0', 1],
    ['1', 0],
  ])
    test(`${expected} for one warning where ${most} are allowed`, async () =>
      assert.equal(await code(file('bad.json', BAD_TEXT), ...warning, '--max-warnings', most), expected));
  test('1 for a picture of a flow with errors', async () =>
    assert.equal(await code(file('bad.json', BAD_TEXT), '--format', 'dot'), 1));
});

describe('wrong usage ends with 2 and a message', () => {
  const json = () => file('good.json', GOOD);
  for (const [what, argv, message] of [
    ['no file', () => [], /^facesign: missing file\. Try: facesign lint --help$/],
    ['two files', () => ['a', 'b'], /unexpected argument b\. /],
    ['an unknown option', () => ['--fix'], /unknown option --fix\. /],
    [
      'an unknown format',
      () => [json(), '--format', 'xml'],
      /--format must be one of pretty, json, github, /,
    ],
    [
      'an unknown rule',
      () => [json(), '--rule', 'links/ends=off'],
      /there is no rule "links\/ends"\. Known: links\/end,/,
    ],
    [
      'an unknown severity',
      () => [json(), '--rule', 'links/end=warn'],
      /must be error, warning, info or off, got "warn"/,
    ],
    [
      'a rule without a severity',
      () => [json(), '--rule', 'links/end'],
      /--rule must be <id>=<level>, got links\/end/,
    ],
    [
      'no number of warnings',
      () => [json(), '--max-warnings=-1'],
      /--max-warnings must be a number from 0, got -1/,
    ],
    ['a file that is not there', () => [join(folder, 'none.json')], /ENOENT.*none\.json/],
    ['a file that is not JSON', () => [file('broken.json', '{')], /broken\.json is not JSON: /],
    [
      'a module without a default export',
      () => [file('empty.mjs', '')],
      /empty\.mjs has no default export\. Export the flow/,
    ],
  ])
    test(what, async () => {
      const { code, stdout, stderr } = await run(argv());
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr.trim(), message);
    });
});

test('--help prints the options and ends with 0', async () => {
  const { code, stdout } = await run(['--help']);
  assert.equal(code, 0);
  for (const word of ['--format', '--rule', '--max-warnings', 'Exit code'])
    assert.ok(stdout.includes(word), word);
});

describe('pretty', () => {
  test('shows what is wrong, where, and what to do', async () => {
    const path = file('bad.json', BAD_TEXT);
    const { stdout } = await run([path]);
    assert.equal(
      stdout,
      `${path}

  ✖ error flow[1].outcomes.permissionsDenied (camera): no node has the id "a,b: 50%"
      Fix: Name the id of a node in this flow
      links/target, see docs/flow/links.md#linkstarget

  ▲ warning flow[1].outcomes.permissionsGranted (camera): a face_scan comes directly after permissions
      Fix: Put a conversation between the two
      Path: camera → face
      camera/after-permissions, see docs/flow/camera.md#cameraafter-permissions

  ▲ warning flow[2] (face): a path leads here without 5 seconds of camera before it
      Fix: Put a conversation that speaks for 5 seconds before it, on this path
      Path: start → camera → face
      camera/warm-up, see docs/flow/camera.md#camerawarm-up

1 error, 2 warnings, 0 worth knowing
`,
    );
  });

  test('has colors on a terminal alone, and not with NO_COLOR', async (context) => {
    const path = file('bad.json', BAD_TEXT);
    const { NO_COLOR } = process.env;
    context.after(() => restore('NO_COLOR', NO_COLOR));
    delete process.env.NO_COLOR;
    assert.ok((await run([path], { isTTY: true })).stdout.includes('\u001b[31m✖ error\u001b[0m'));
    process.env.NO_COLOR = '1';
    assert.ok(!(await run([path], { isTTY: true })).stdout.includes('\u001b'));
  });

  test('lets no file speak in control characters', async () => {
    const flow = [{ id: '\u001b[2J', type: 'start', outcome: 'x' }];
    const { stdout } = await run([file('control.json', flow)]);
    assert.ok(!stdout.includes('\u001b'));
    assert.ok(stdout.includes('(\\u001b[2J)'));
  });

  test('says how much was omitted', async () => {
    const nodes = Array.from({ length: 150 }, (_, at) => ({ id: String(at), type: 'end', outcome: 'x' }));
    const { stdout } = await run([
      file('many.json', [{ id: 'start', type: 'start', outcome: '0' }, ...nodes]),
    ]);
    assert.match(stdout, /150 errors, 149 warnings, 0 worth knowing\. 99 of them aren't shown\n$/);
  });
});

function restore(name, value) {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

test('github prints a command for each finding, with its line and column', async () => {
  const { stdout } = await run([file('bad.json', BAD_TEXT), '--format', 'github', ...RULES]);
  const name = join(folder, 'bad.json');
  assert.equal(
    stdout,
    `::error file=${name},line=6,col=28,title=links/target::flow[1].outcomes.permissionsDenied: no node has the id ` +
      `"a,b: 50%25". Name the id of a node in this flow.\n` +
      `::warning file=${name},line=5,col=29,title=camera/after-permissions::flow[1].outcomes.permissionsGranted: ` +
      'a face_scan comes directly after permissions. Put a conversation between the two.\n',
  );
});

describe('sarif', () => {
  const require = createRequire(import.meta.url);
  const schemaFile = join(require.resolve('@microsoft/jest-sarif'), '../schemas/sarif-2.1.0-rtm.5.json');
  const { $schema: _, id: $id, ...schema } = JSON.parse(readFileSync(schemaFile, 'utf8'));
  const validate = addFormats(new Ajv({ strict: false, unicodeRegExp: false })).compile({ $id, ...schema });
  const log = async (...argv) => JSON.parse((await run([...argv, '--format', 'sarif'])).stdout);

  for (const [what, path] of [
    ['a flow with findings', () => file('bad.json', BAD_TEXT)],
    ['a flow without', () => file('good.json', GOOD)],
    ['a flow that is none', () => file('none.json', '3')],
    ['a module', () => file('flow.mjs', `export default ${BAD_TEXT};`)],
    ['a name with a space and letters beyond ASCII', () => file('flöw 1.json', BAD_TEXT)],
  ])
    test(`is valid for ${what}`, async () => {
      const valid = validate(await log(path()));
      assert.ok(valid, JSON.stringify(validate.errors, null, 2));
    });

  test('the schema rejects what is not a log', () => {
    assert.equal(validate({ version: '2.1.0', runs: [{ results: [{}] }] }), false);
  });

  test('has the rule, the level, the place and the path of a finding', async () => {
    const { runs } = await log(file('bad.json', BAD_TEXT));
    const [{ tool, results }] = runs;
    const warmUp = results.find(({ ruleId }) => ruleId === 'camera/warm-up');
    assert.equal(tool.driver.rules[warmUp.ruleIndex].id, 'camera/warm-up');
    assert.equal(warmUp.level, 'warning');
    assert.deepEqual(warmUp.locations[0].physicalLocation.region, { startLine: 7, startColumn: 3 });
    assert.deepEqual(warmUp.locations[0].logicalLocations, [{ fullyQualifiedName: 'flow[2]' }]);
    assert.deepEqual(warmUp.properties.witness, ['start', 'camera', 'face']);
  });
});

describe('pictures', () => {
  const flow = JSON.parse(BAD_TEXT);
  const { findings } = lintFlow(flow);
  for (const format of ['mermaid', 'dot'])
    test(`${format} marks the findings`, async () => {
      const { stdout } = await run([file('bad.json', BAD_TEXT), '--format', format]);
      assert.equal(stdout, renderFlow(flow, { format, findings }));
    });

  test('svg is drawn', async () => {
    const { stdout } = await run([file('bad.json', BAD_TEXT), '--format', 'svg']);
    assert.match(stdout, /<svg [\s\S]*✖ camera[\s\S]*<\/svg>\s*$/);
  });
});
