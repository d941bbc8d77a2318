// @ts-check
// Validates a value against a schema of openapi.yaml and returns the first mistake. It supports the keywords of JSON Schema
// 2020-12 that requests need, and the format `uri`.

/**
 * @typedef {object} Schema
 * @property {string} [$ref] name of a schema
 * @property {Schema[]} [allOf]
 * @property {Schema[]} [oneOf] distinguished by `discriminator`
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
 * @typedef {{ path: string, message: string, missing?: boolean }} Mistake the message follows the path: `'path' must be a string`
 * @typedef {(schema: any, value: any, path: string, validate: Validate) => Mistake | undefined} Check
 * @typedef {(schema: Schema, value: unknown, path: string) => Mistake | undefined} Validate
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

/** The type comes first, since other keywords depend on it. @type {Check[]} */
const CHECKS = [
  type,
  (schema, value, path) => choice(schema.const === undefined ? schema.enum : [schema.const], value, path),
  (schema, value, path, validate) => first(schema.allOf ?? [], (part) => validate(part, value, path)),
  variant,
  range,
  required,
  properties,
  items,
];

/** @param {Record<string, Schema>} schemas @param {string} name @param {unknown} value @returns {Mistake | undefined} */
function firstMistake(schemas, name, value) {
  /** @type {Validate} */
  const validate = (given, part, path) => {
    const schema = given.$ref === undefined ? given : /** @type {Schema} */ (schemas[given.$ref]);
    return first(CHECKS, (check) => check(schema, part, path, validate));
  };
  return validate(/** @type {Schema} */ (schemas[name]), value, '');
}

/** @template T @param {Iterable<T>} items @param {(item: T) => Mistake | undefined} find */
function first(items, find) {
  for (const item of items) {
    const mistake = find(item);
    if (mistake) return mistake;
  }
  return undefined;
}

/** @param {string} path @param {string | number} key */
function childPath(path, key) {
  if (typeof key === 'number') return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}

/** @type {Check} */
function type(schema, value, path) {
  if (schema.type === undefined) return undefined;
  const allowed = /** @type {string[]} */ ([schema.type].flat());
  if (allowed.some((name) => TYPES[name]?.(value))) return undefined;
  const article = /^[aeiou]/.test(allowed[0] ?? '') ? 'an' : 'a';
  return { path, message: `must be ${article} ${allowed.join(' or ')}` };
}

/** @param {unknown[] | undefined} allowed @param {unknown} value @param {string} path */
function choice(allowed, value, path) {
  if (!allowed || allowed.includes(value)) return undefined;
  return { path, message: `must be ${allowed.length > 1 ? 'one of ' : ''}${allowed.join(', ')}` };
}

/** @type {Check} */
function variant({ oneOf, discriminator }, value, path, validate) {
  if (!oneOf) return undefined;
  if (!isObject(value)) return { path, message: 'must be an object' };
  const { propertyName, mapping } = discriminator;
  const name = /** @type {string} */ (value[propertyName]);
  if (Object.hasOwn(mapping, name)) return validate({ $ref: mapping[name] }, value, path);
  const place = childPath(path, propertyName);
  return name === undefined ? missing(place) : choice(Object.keys(mapping), name, place);
}

/** @type {Check} */
function range({ minimum = -Infinity, maximum = Infinity, minItems = 0, format }, value, path) {
  if (typeof value === 'number' && (value < minimum || value > maximum))
    return { path, message: `must be from ${minimum} to ${maximum}` };
  if (Array.isArray(value) && value.length < minItems)
    return { path, message: `must have at least ${minItems} element${minItems > 1 ? 's' : ''}` };
  if (format === 'uri' && typeof value === 'string' && !URL.canParse(value))
    return { path, message: 'must be an absolute address' };
  return undefined;
}

/** @type {Check} */
function required({ required: names = [] }, value, path) {
  if (!isObject(value)) return undefined;
  const name = names.find((/** @type {string} */ one) => !Object.hasOwn(value, one));
  return name === undefined ? undefined : missing(childPath(path, name));
}

/** @param {string} path @returns {Mistake} */
function missing(path) {
  return { path, message: 'is required', missing: true };
}

/** @type {Check} */
function properties({ properties: known = {}, additionalProperties: others = true }, value, path, validate) {
  if (!isObject(value)) return undefined;
  return first(Object.entries(value), ([name, part]) => {
    const schema = Object.hasOwn(known, name) ? known[name] : others;
    if (schema === false) return { path: childPath(path, name), message: 'is not known' };
    return typeof schema === 'object' ? validate(schema, part, childPath(path, name)) : undefined;
  });
}

/** @type {Check} */
function items({ items: schema }, value, path, validate) {
  if (!schema || !Array.isArray(value)) return undefined;
  return first(value.entries(), ([index, part]) => validate(schema, part, childPath(path, index)));
}

module.exports = { firstMistake };
