// @ts-check
'use strict';

// The client class. Its groups of calls are own properties that hold arrow functions, as in the old SDK,
// so that they can be taken off the object; its state is private and never shows when it is printed.

const native = require('./binding.js');
const { call } = require('./call.js');
const { define } = require('./define.js');
const { configurationError, failureOf, internalError } = require('./failures.js');
const { flowCheck } = require('./flow-check.js');
const { openClient } = require('./inbox.js');
const { ClientLogger } = require('./logger.js');
const { OPERATIONS } = require('./operations.js');
const { clientOptionsText } = require('./options.js');
const { guarded, isObject, kind, property } = require('./read.js');

/**
 * @typedef {import('../index.js').ClientOptions} ClientOptions
 * @typedef {import('../index.js').LogLevel} LogLevel
 * @typedef {(args?: unknown, options?: unknown) => Promise<any>} Method
 */

// What a Proxy around a client, or an object that inherits from one, reads, too; a private field it cannot.
const SET_LEVEL = Symbol('facesign.setLogLevel');

class Client {
  #logger;
  #native;

  /** @param {ClientOptions} [options] */
  constructor(options) {
    const given = options ?? {};
    if (!isObject(given))
      throw configurationError('options', `options must be an object, but are ${kind(given)}`);
    this.#native = open(given);
    this.#logger = new ClientLogger(loggerOf(given), property(given, 'logLevel'));
    define(this, SET_LEVEL, (/** @type {unknown} */ level) => this.#logger.setLevel(level), false);
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

  /** @param {string} name @param {import('./flow-check.js').Check} [check] @returns {Method} */
  #method(name, check) {
    const operation = /** @type {import('../native.js').OperationInfo} */ (OPERATIONS.get(name));
    return (args, options) => call(this.#native, this.#logger, operation, args, options, check);
  }

  /**
   * The live server was recorded with a bare array where the documentation promises an object (contract 5.1):
   * the array goes out as it came, with a hidden property of the object's name, so that both kinds of caller work.
   * @param {string} operation
   * @param {string} name
   * @returns {Method}
   */
  #collection(operation, name) {
    const retrieve = this.#method(operation);
    return async (first, second) => {
      // There is no argument, so an object in its place is the options.
      const answer = await retrieve(undefined, second ?? (isObject(first) ? first : undefined));
      if (!Array.isArray(answer)) return answer;
      define(answer, name, answer, false);
      return answer;
    };
  }
}

/** @param {object} options */
function open(options) {
  const text = clientOptionsText(options, process.env);
  const client = opened(text);
  if (typeof client === 'string') throw failureOf(client, { operation: 'client' });
  return client;
}

/** @param {string} text */
function opened(text) {
  try {
    return openClient(text);
  } catch (error) {
    throw internalError('client', error);
  }
}

/** @param {object} options */
function loggerOf(options) {
  const logger = property(options, 'logger');
  if (logger === undefined || logger === null) return undefined;
  const fits = (/** @type {any} */ { debug, error }) =>
    typeof debug === 'function' && typeof error === 'function';
  if (guarded('logger', undefined, () => fits(logger)))
    return /** @type {import('../index.js').Logger} */ (logger);
  throw configurationError(
    'logger',
    `logger must have the methods debug and error at least, but is ${kind(logger)}`,
  );
}

module.exports = { Client };
