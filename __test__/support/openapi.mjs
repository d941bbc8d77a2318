// Validators compiled from openapi.yaml, for responses, requests and single schemas. Each returns an array of readable
// mistakes, which is empty for a valid value.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { load } from 'js-yaml';

const document = load(readFileSync(new URL('../../openapi.yaml', import.meta.url), 'utf8'));
// With `discriminator` Ajv checks one schema instead of all. It reads the names from the schemas, so it refuses a mapping,
// and it does not reject what is not an object.
for (const schema of Object.values(document.components.schemas).filter((one) => one.discriminator)) {
  schema.type = 'object';
  delete schema.discriminator.mapping;
}
// Not strict: an OpenAPI document has keywords that JSON Schema does not know (x-known-values).
const ajv = new Ajv2020({ strict: false, allErrors: true, discriminator: true });
formats.default(ajv);
ajv.addSchema(document, 'openapi');

const operations = new Map(
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => operation.operationId)
      .map(([method, operation]) => [operation.operationId, { path, method, ...operation }]),
  ),
);

/** The `operationId` in openapi.yaml of each operation of the client. */
export const OPERATION_IDS = {
  'session.create': 'createSession',
  'session.retrieve': 'getSession',
  'session.list': 'listSessions',
  'session.createClientSecret': 'createClientSecret',
  'langs.retrieve': 'getLangs',
  'avatars.retrieve': 'getAvatars',
};

/** Names of the schemas in `components.schemas`. */
export const SCHEMA_NAMES = Object.keys(document.components.schemas);

/** @param {string} schemaName a key of `components.schemas` @param {unknown} value @returns {string[]} */
export function validate(schemaName, value) {
  if (!SCHEMA_NAMES.includes(schemaName)) throw new Error(`openapi.yaml has no schema '${schemaName}'`);
  return check({ $ref: `openapi#/components/schemas/${schemaName}` }, value);
}

/**
 * The body of a response. Error responses that an operation does not list (405, 502, …) have to fit the schema `Error`.
 * @param {string} operationId @param {number} status @param {unknown} value @returns {string[]}
 */
export function validateResponse(operationId, status, value) {
  const listed = Object.keys(operationNamed(operationId).responses);
  if (listed.includes(String(status))) return check(responseSchema(operationId, status), value);
  if (status >= 400) return validate('Error', value);
  return [`${operationId} has no response with status ${status}; it lists ${listed.join(', ')}`];
}

/** The body of a request; `undefined` when none was sent. @param {string} operationId @param {unknown} value */
export function validateRequest(operationId, value) {
  const { requestBody } = operationNamed(operationId);
  if (requestBody) return check(relocate(requestBody.content['application/json'].schema), value);
  return value === undefined ? [] : [`${operationId} takes no body`];
}

/**
 * Query and headers of a request: the query has no unknown name, and the values are valid.
 * @param {string} operationId @param {{ url: string, headers: Record<string, any> }} request @returns {string[]}
 */
export function validateParameters(operationId, { url, headers }) {
  const known = (operationNamed(operationId).parameters ?? []).map(parameter);
  const query = new URL(url, 'http://localhost').searchParams;
  const sent = { query: (name) => query.getAll(name), header: (name) => [headers[name] ?? []].flat() };
  const unknown = [...new Set(query.keys())].filter(
    (name) => !known.some((one) => one.in === 'query' && one.name === name),
  );
  const misfits = known
    .filter((one) => one.in in sent)
    .flatMap(({ in: place, name, schema }) => {
      const texts = sent[place](place === 'header' ? name.toLowerCase() : name);
      if (texts.length === 0) return [];
      const [first] = texts;
      return ajvOfTexts.validate(rooted(schema), { value: texts.length > 1 ? texts : first })
        ? []
        : [`${name}: ${ajvOfTexts.errorsText()}`];
    });
  return [...unknown.map((name) => `${operationId} takes no ${name}`), ...misfits];
}

/** Parameters are strings on the wire, so `'25'` counts as a number where one is required. */
const ajvOfTexts = new Ajv2020({ strict: false, coerceTypes: true });
formats.default(ajvOfTexts);
ajvOfTexts.addSchema(document, 'openapi');

function rooted(schema) {
  const value = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/'));
  return { type: 'object', properties: { value } };
}

function parameter({ $ref, ...given }) {
  return $ref ? document.components.parameters[$ref.split('/').at(-1)] : given;
}

function operationNamed(operationId) {
  const operation = operations.get(operationId);
  if (!operation) throw new Error(`openapi.yaml has no operation '${operationId}'`);
  return operation;
}

function responseSchema(operationId, status) {
  const response = operationNamed(operationId).responses[status];
  const { content } = response.$ref
    ? document.components.responses[response.$ref.split('/').at(-1)]
    : response;
  return relocate(content['application/json'].schema);
}

/** All bodies in the document are plain references; they are made to point into the registered document. */
function relocate(schema) {
  return { $ref: schema.$ref.replace('#', 'openapi#') };
}

const compiled = new Map();

function check(schema, value) {
  const validator = compiled.get(schema.$ref) ?? ajv.compile(schema);
  compiled.set(schema.$ref, validator);
  return validator(value) ? [] : readable(validator.errors);
}

/** Deepest first: under a `oneOf` the shallow mistakes only say that no branch fits. */
function readable(errors) {
  const byDepth = [...errors].sort((a, b) => b.instancePath.length - a.instancePath.length);
  const lines = byDepth.map(({ instancePath, message, params }) => {
    const detail = Object.values(params).length > 0 ? ` ${JSON.stringify(params)}` : '';
    return `${instancePath || '(root)'} ${message}${detail}`;
  });
  return [...new Set(lines)].slice(0, 10);
}
