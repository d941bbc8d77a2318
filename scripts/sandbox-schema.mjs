// Writes sandbox/request-schema.js: the schemas of openapi.yaml for the body of a create, without descriptions. The package
// has no dependencies and so no YAML parser.
//   node scripts/sandbox-schema.mjs

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';

const HEAD = `// @ts-check
// Generated from openapi.yaml by scripts/sandbox-schema.mjs; do not edit. The schemas for the body of a create.

/** @type {Record<string, import('./validate.js').Schema>} */
module.exports = `;

const DESCRIPTIVE = ['description', 'examples', 'default', 'x-known-values'];
const FILE = new URL('../sandbox/request-schema.js', import.meta.url);

const { schemas } = load(readFileSync(new URL('../openapi.yaml', import.meta.url), 'utf8')).components;

/** The schema `name` and all schemas that it refers to. */
function closure(name, found = {}) {
  if (found[name]) return found;
  found[name] = schemas[name];
  for (const [, other] of JSON.stringify(schemas[name]).matchAll(/#\/components\/schemas\/(\w+)/g))
    closure(other, found);
  return found;
}

/** Drops descriptive keywords and shortens references. In a map of properties, keys are names, not keywords. */
function compact(node, isMap = false) {
  if (typeof node === 'string') return node.replace('#/components/schemas/', '');
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map((item) => compact(item));
  const kept = Object.entries(node).filter(([key]) => isMap || !DESCRIPTIVE.includes(key));
  return Object.fromEntries(
    kept.map(([key, value]) => [key, compact(value, key === 'properties' && !isMap)]),
  );
}

/** The source of the file. */
export function requestSchema() {
  const parts = Object.entries(closure('CreateSessionRequest')).map(
    ([name, schema]) => `  ${name}: ${JSON.stringify(compact(schema))},\n`,
  );
  return `${HEAD}{\n${parts.join('')}};\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(FILE, requestSchema());
