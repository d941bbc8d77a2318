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

/** Replaces what is between the two texts. */
function replace(path, before, list, after) {
  const [head, ...tail] = read(path).split(before);
  if (tail.length === 0) throw new Error(`${path} has no ${JSON.stringify(before)}. Adapt scripts/names.mjs`);
  const rest = tail.join(before);
  writeFileSync(new URL(path, ROOT), head + before + list + rest.slice(rest.indexOf(after)));
}

const { imported, properties } = publicNames();
const operations = require('./lib/binding.js').operations();
const calls = operations.map(({ name }) => name);
const requests = operations.filter(({ constant }) => constant !== undefined).map(({ name }) => name);

replace('index.mjs', 'export const {', commas(exportsOf('./index.js')), '} = Client;');
replace('browser.mjs', 'export const {', commas(exportsOf('./browser.js')), '} = Client;');
replace('types/client.d.ts', "webhooks/index.js';\nimport {", commas(imported), "} from './names.js';");
replace('types/client.d.ts', 'declare namespace Client {\n  export {', commas(properties), '};\n}');
replace('types/errors.d.ts', 'type OperationName =', union([...NOT_CALLS, ...calls]), ';');
replace('sandbox/index.d.ts', 'type SandboxOperation =', union(requests), ';');

const changed = ['index.mjs', 'browser.mjs', 'types/client.d.ts', 'types/errors.d.ts', 'sandbox/index.d.ts'];
const biome = fileURLToPath(new URL('node_modules/.bin/biome', ROOT));
const { status } = spawnSync(biome, ['check', '--write', ...changed], { cwd: ROOT, stdio: 'inherit' });
process.exitCode = status ?? 1;
