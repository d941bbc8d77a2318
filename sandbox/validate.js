// @ts-check
// Holds a value against a schema of the contract, as far as those of requests go: the first mistake, with its place and
// in words. JSON Schema 2020-12 names the keywords; of formats there is `uri`.

/**
 * @typedef {object} Schema
 * @property {string} [$ref] name of a schema
 * @property {Schema[]} [allOf]
 * @property {Schema[]} [oneOf] told apart by `discriminator`
 * @property {{ propertyName: string, mapping: Record<string, string> }} [discriminator]
 * @property {string | string[]} [type]
 * @property {unknown} [const]
 * @property {unknown[]} [enum]
 * @property {number} [minimum]
 * @property {number} [maximum]
 * @property {number} [minItems]
 * @property {string} [format]
 * @property {string[]} [required]
 * @property {Record<string, Schema>} [properties]
 * @property {Schema | boolean} [additionalProperties]
 * @property {Schema} [items]
 * @typedef {{ path: string, text: string, missing?: boolean }} Mistake `text` follows the path: `'path' must be a string`
 * @typedef {(schema: any, value: any, path: string, look: Look) => Mistake | undefined} Check
 * @typedef {(schema: Schema, value: unknown, path: string) => Mistake | undefined} Look
 */

/** @type {Record<string, (value: any) => boolean>} */
const TYPES = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  array: Array.isArray,
  object: isObject,
};

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** In this order, so that the type is named before what only makes sense for it. @type {Check[]} */
const CHECKS = [
  type,
  (schema, value, path) => choice(schema.const === undefined ? schema.enum : [schema.const], value, path),
  (schema, value, path, look) => first(schema.allOf ?? [], (part) => look(part, value, path)),
  variant,
  range,
  required,
  properties,
  items,
];

/** @param {Record<string, Schema>} schemas @param {string} name @param {unknown} value @returns {Mistake | undefined} */
function mistakeIn(schemas, name, value) {
  /** @type {Look} */
  const look = (given, part, path) => {
    const schema = given.$ref === undefined ? given : /** @type {Schema} */ (schemas[given.$ref]);
    return first(CHECKS, (check) => check(schema, part, path, look));
  };
  return look(/** @type {Schema} */ (schemas[name]), value, '');
}

/** @template T @param {Iterable<T>} list @param {(item: T) => Mistake | undefined} find */
function first(list, find) {
  for (const item of list) {
    const mistake = find(item);
    if (mistake) return mistake;
  }
  return undefined;
}

/** @param {string} path @param {string | number} key */
function below(path, key) {
  if (typeof key === 'number') return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}

/** @type {Check} */
function type(schema, value, path) {
  if (schema.type === undefined) return undefined;
  const allowed = /** @type {string[]} */ ([schema.type].flat());
  if (allowed.some((name) => TYPES[name]?.(value))) return undefined;
  const article = /^[aeiou]/.test(allowed[0] ?? '') ? 'an' : 'a';
  return { path, text: `must be ${article} ${allowed.join(' or ')}` };
}

/** @param {unknown[] | undefined} allowed @param {unknown} value @param {string} path */
function choice(allowed, value, path) {
  if (!allowed || allowed.includes(value)) return undefined;
  return { path, text: `must be ${allowed.length > 1 ? 'one of ' : ''}${allowed.join(', ')}` };
}

/** @type {Check} */
function variant({ oneOf, discriminator }, value, path, look) {
  if (!oneOf) return undefined;
  if (!isObject(value)) return { path, text: 'must be an object' };
  const { propertyName, mapping } = discriminator;
  const name = /** @type {string} */ (value[propertyName]);
  if (Object.hasOwn(mapping, name)) return look({ $ref: mapping[name] }, value, path);
  const place = below(path, propertyName);
  return name === undefined ? missing(place) : choice(Object.keys(mapping), name, place);
}

/** @type {Check} */
function range({ minimum = -Infinity, maximum = Infinity, minItems = 0, format }, value, path) {
  if (typeof value === 'number' && (value < minimum || value > maximum))
    return { path, text: `must be from ${minimum} to ${maximum}` };
  if (Array.isArray(value) && value.length < minItems)
    return { path, text: `must have at least ${minItems} element${minItems > 1 ? 's' : ''}` };
  if (format === 'uri' && typeof value === 'string' && !URL.canParse(value))
    return { path, text: 'must be an absolute address' };
  return undefined;
}

/** @type {Check} */
function required({ required: names = [] }, value, path) {
  if (!isObject(value)) return undefined;
  const name = names.find((/** @type {string} */ one) => !Object.hasOwn(value, one));
  return name === undefined ? undefined : missing(below(path, name));
}

/** @param {string} path @returns {Mistake} */
function missing(path) {
  return { path, text: 'is required', missing: true };
}

/** @type {Check} */
function properties({ properties: known = {}, additionalProperties: others = true }, value, path, look) {
  if (!isObject(value)) return undefined;
  return first(Object.entries(value), ([name, part]) => {
    const schema = Object.hasOwn(known, name) ? known[name] : others;
    if (schema === false) return { path: below(path, name), text: 'is not known' };
    return typeof schema === 'object' ? look(schema, part, below(path, name)) : undefined;
  });
}

/** @type {Check} */
function items({ items: schema }, value, path, look) {
  if (!schema || !Array.isArray(value)) return undefined;
  return first(value.entries(), ([index, part]) => look(schema, part, below(path, index)));
}

module.exports = { mistakeIn };
