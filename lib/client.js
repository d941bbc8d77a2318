// @ts-check
'use strict';

// The client class. As in the old SDK its methods are arrow functions in own properties, so that they can be detached from
// it. Its state is private, so printing a client shows no key.

const native = require('./binding.js');
const { call } = require('./call.js');
const { define } = require('./define.js');
const { dispatcher } = require('./dispatcher.js');
const { CLIENT, configurationError, errorFromRecord, internalError } = require('./error-factory.js');
const { flowCheck } = require('./flow-check.js');
const { Listeners } = require('./listeners.js');
const { ClientLogger } = require('./logger.js');
const { OPERATIONS } = require('./operations.js');
const { clientOptionsJson } = require('./options.js');
const { describeType, guarded, isObject, property } = require('./read.js');
const { derive } = require('./with-response.js');

/**
 * @typedef {import('../index.js').ClientOptions} ClientOptions
 * @typedef {import('../index.js').LogLevel} LogLevel
 * @typedef {(args?: unknown, options?: unknown) => Promise<any>} Method
 */

// A symbol, since private fields can't be read through a Proxy or from an object that inherits from a client.
const SET_LEVEL = Symbol('facesign.setLogLevel');
const LISTENERS = Symbol('facesign.listeners');

class Client {
  #logger;
  /** What calls use. @type {import('./observation.js').CallSource} */
  #source;

  /** @param {ClientOptions} [options] */
  constructor(options) {
    const given = options ?? {};
    if (!isObject(given))
      throw configurationError('options', `options must be an object, got ${describeType(given)}`);
    const opened = openClient(given);
    this.#logger = new ClientLogger(readLogger(given), property(given, 'logLevel'));
    define(this, SET_LEVEL, (/** @type {unknown} */ level) => this.#logger.setLevel(level), false);
    this.#source = { native: opened, logger: this.#logger, listeners: new Listeners() };
    define(this, LISTENERS, this.#source.listeners, false);
    this.session = {
      create: this.#method('session.create', flowCheck(given, this.#logger)),
      retrieve: this.#method('session.retrieve'),
      createClientSecret: this.#method('session.createClientSecret'),
      list: this.#method('session.list'),
      apiVersion: native.sdkVersion(),
    };
    this.langs = { retrieve: this.#collection('langs.retrieve', 'langs') };
    this.avatars = { retrieve: this.#collection('avatars.retrieve', 'avatars') };
  }

  /** Loaded when asked for: few programs do. */
  get webhooks() {
    return require('../webhooks/index.js');
  }

  /** @param {LogLevel} level */
  setLogLevel(level) {
    /** @type {any} */ (this)[SET_LEVEL](level);
  }

  /** @param {unknown} event @param {unknown} listener */
  on(event, listener) {
    return changeListeners(this, 'on', event, listener);
  }

  /** @param {unknown} event @param {unknown} listener */
  once(event, listener) {
    return changeListeners(this, 'once', event, listener);
  }

  /** @param {unknown} event @param {unknown} listener */
  off(event, listener) {
    return changeListeners(this, 'off', event, listener);
  }

  /** @param {string} name @param {import('./flow-check.js').Check} [check] @returns {Method} */
  #method(name, check) {
    const operation = /** @type {import('../native.js').OperationInfo} */ (OPERATIONS.get(name));
    return (args, options) => call(this.#source, operation, args, options, check);
  }

  /**
   * The API documents an object with an array, but the live server responds with the bare array
   * (docs/api-contract.md#responses-by-endpoint). The array gets itself as a hidden property, so that `langs.length` and
   * `langs.langs.length` both work.
   * @param {string} operation
   * @param {string} name
   * @returns {Method}
   */
  #collection(operation, name) {
    const retrieve = this.#method(operation);
    return (first, second) => {
      // These operations take no arguments, so a first object is the options.
      const retrieved = retrieve(undefined, second ?? (isObject(first) ? first : undefined));
      return derive(withHiddenName(retrieved, name), retrieved);
    };
  }
}

/**
 * @template {Client} C
 * @param {C} client
 * @param {'on' | 'once' | 'off'} method
 * @param {unknown} event
 * @param {unknown} listener
 */
function changeListeners(client, method, event, listener) {
  /** @type {any} */ (client)[LISTENERS].change(method, event, listener);
  return client;
}

/** @param {Promise<unknown>} retrieved @param {string} name */
async function withHiddenName(retrieved, name) {
  const response = await retrieved;
  if (Array.isArray(response)) define(response, name, response, false);
  return response;
}

/** @param {object} options */
function openClient(options) {
  const client = openNative(clientOptionsJson(options, process.env));
  if (typeof client === 'string') throw errorFromRecord(client, CLIENT);
  return client;
}

/** @param {string} optionsJson @returns the client, or the record of an error as a string */
function openNative(optionsJson) {
  try {
    return dispatcher.openClient(optionsJson);
  } catch (error) {
    throw internalError(CLIENT, error);
  }
}

/** @param {object} options */
function readLogger(options) {
  const logger = property(options, 'logger');
  if (logger === undefined || logger === null) return undefined;
  const isLogger = (/** @type {any} */ { debug, error }) =>
    typeof debug === 'function' && typeof error === 'function';
  if (guarded('logger', undefined, () => isLogger(logger)))
    return /** @type {import('../index.js').Logger} */ (logger);
  throw configurationError(
    'logger',
    `logger must have at least the methods debug and error, got ${describeType(logger)}`,
  );
}

module.exports = { Client };
