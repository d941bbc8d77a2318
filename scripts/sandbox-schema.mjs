// Writes sandbox/request-schema.js: the part of openapi.yaml that the body of a create has to fit, without its prose. The
// package has no dependencies and no reader of YAML, so the sandbox takes it from there.
//   node scripts/sandbox-schema.mjs

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const HEAD = `// @ts-check
// Made from openapi.yaml by scripts/sandbox-schema.mjs; not to be edited. The schemas of a create's body.

/** @type {Record<string, import('./validate.js').Schema>} */
module.exports = `;

const PROSE = ['description', 'examples', 'default', 'x-known-values'];
const FILE = new URL('../sandbox/request-schema.js', import.meta.url);

const { schemas } = parse(readFileSync(new URL('../openapi.yaml', import.meta.url), 'utf8')).components;

/** The schemas that `name` refers to, itself first. */
function closure(name, found = {}) {
  if (found[name]) return found;
  found[name] = schemas[name];
  for (const [, other] of JSON.stringify(schemas[name]).matchAll(/#\/components\/schemas\/(\w+)/g))
    closure(other, found);
  return found;
}

/** Without prose, and with names in place of references. Names of properties are no keywords. */
function lean(node, isMap = false) {
  if (typeof node === 'string') return node.replace('#/components/schemas/', '');
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map((item) => lean(item));
  const kept = Object.entries(node).filter(([key]) => isMap || !PROSE.includes(key));
  return Object.fromEntries(kept.map(([key, value]) => [key, lean(value, key === 'properties' && !isMap)]));
}

/** The text of the file. */
export function requestSchema() {
  const parts = Object.entries(closure('CreateSessionRequest')).map(
    ([name, schema]) => `  ${name}: ${JSON.stringify(lean(schema))},\n`,
  );
  return `${HEAD}{\n${parts.join('')}};\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(FILE, requestSchema());
