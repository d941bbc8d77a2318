// Writes the lists of names that follow from another file: the exports of the ES modules, the properties of the class in
// types/client.d.ts, and the operations in the declarations. Build the addon first: the operations are read from it.
//
//   npm run build:debug && node scripts/names.mjs

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('..', import.meta.url);
const require = createRequire(ROOT);
const read = (path) => readFileSync(new URL(path, ROOT), 'utf8');

/** What exists besides the calls: the constructor, `client.request`, and the entry for webhooks. */
const NOT_CALLS = ['client', 'webhooks', 'request'];

const DECLARATION = /^export (?:declare )?(?:class|const|enum|function|interface|type) (\w+)/gm;
const declaredIn = (file) => [...read(`types/${file}`).matchAll(DECLARATION)].map(([, name]) => name);

/** The public names that types/client.d.ts imports, and those that it declares. */
function publicNames() {
  const files = readdirSync(new URL('types/', ROOT)).filter((file) => file.endsWith('.d.ts'));
  const imported = files.filter((file) => file !== 'client.d.ts').flatMap(declaredIn);
  return { imported, properties: [...imported, ...declaredIn('client.d.ts'), 'Client as default'] };
}

/** An ES module can't compute its exports. The class has every name as a property. */
function exportsOf(entry) {
  return Object.keys(require(entry)).filter((name) => name !== 'default' && name !== 'Client');
}

const commas = (names) => names.map((name) => `${name},`).join('\n');
const union = (names) => names.map((name) => `\n  | '${name}'`).join('');

/** What is between the texts `before` and `after` of a file is written here. */
export const LISTS = [
  { path: 'index.mjs', before: 'export const {', after: '} = Client;' },
  { path: 'browser.mjs', before: 'export const {', after: '} = Client;' },
  { path: 'types/client.d.ts', before: "webhooks/index.js';\nimport {", after: "} from './names.js';" },
  { path: 'types/client.d.ts', before: 'declare namespace Client {\n  export {', after: '};\n}' },
  { path: 'types/errors.d.ts', before: 'type OperationName =', after: ';' },
  { path: 'sandbox/index.d.ts', before: 'type SandboxOperation =', after: ';' },
];

/** The text of a file with another list. @param {string} text @param {typeof LISTS[number]} place @param {string} list */
export function withList(text, { path, before, after }, list) {
  const [head, ...tail] = text.split(before);
  if (tail.length === 0) throw new Error(`${path} has no ${JSON.stringify(before)}. Adapt scripts/names.mjs`);
  const rest = tail.join(before);
  return head + before + list + rest.slice(rest.indexOf(after));
}

/** In the order of `LISTS`. */
function contents() {
  const { imported, properties } = publicNames();
  const operations = require('./lib/binding.js').operations();
  const calls = operations.map(({ name }) => name);
  const requests = operations.filter(({ constant }) => constant !== undefined).map(({ name }) => name);
  return [
    commas(exportsOf('./index.js')),
    commas(exportsOf('./browser.js')),
    commas(imported),
    commas(properties),
    union([...NOT_CALLS, ...calls]),
    union(requests),
  ];
}

function write() {
  for (const [at, list] of contents().entries()) {
    const place = LISTS[at];
    writeFileSync(new URL(place.path, ROOT), withList(read(place.path), place, list));
  }
  const biome = fileURLToPath(new URL('node_modules/.bin/biome', ROOT));
  const changed = LISTS.map(({ path }) => path);
  const { status } = spawnSync(biome, ['check', '--write', ...changed], { cwd: ROOT, stdio: 'inherit' });
  process.exitCode = status ?? 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) write();
