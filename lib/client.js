// @ts-check
'use strict';

// The client class. As in the old SDK its calls are arrow functions in own properties, so that they can be detached from
// it. Its state shows no key when a client is printed.

const native = require('./binding.js');
const { call } = require('./call.js');
const { ClientState } = require('./client-state.js');
const { close } = require('./close.js');
const { customRequest } = require('./custom-request.js');
const { define } = require('./define.js');
const { findByIdempotencyKey } = require('./find-session.js');
const { OPERATIONS } = require('./operations.js');
const { SessionPager } = require('./pager.js');
const { isObject } = require('./read.js');
const { waitUntilEnded } = require('./wait-until-ended.js');
const { derive } = require('./with-response.js');

/**
 * @typedef {import('../index.js').ClientOptions} ClientOptions
 * @typedef {import('../index.js').LogLevel} LogLevel
 * @typedef {InstanceType<typeof ClientState>} State
 * @typedef {(args?: unknown, options?: unknown) => Promise<any>} Method
 */

// A symbol, since private fields can't be read through a Proxy or from an object that inherits from a client.
const STATE = Symbol('facesign.state');

// The first releases of Node 20 don't have it, nor do contexts of `node:vm` (Jest). esbuild falls back to the same.
const ASYNC_DISPOSE = Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose');

class Client {
  /** @param {ClientOptions | State} [options] a state only from `withOptions` */
  constructor(options) {
    const state = isState(options) ? options : ClientState.open(options);
    define(this, STATE, state, false);
    const list = method(state, 'session.list');
    const retrieve = method(state, 'session.retrieve');
    this.session = {
      create: method(state, 'session.create', state.check),
      retrieve,
      createClientSecret: method(state, 'session.createClientSecret'),
      list,
      listAll: (/** @type {unknown} */ filters, /** @type {unknown} */ callOptions) =>
        new SessionPager(state, list, filters, callOptions),
      waitUntilEnded: (/** @type {unknown} */ args, /** @type {unknown} */ waitOptions) =>
        waitUntilEnded(state, retrieve, args, waitOptions),
      findByIdempotencyKey: findByIdempotencyKey(method(state, 'session.findByIdempotencyKey')),
      apiVersion: native.sdkVersion(),
    };
    this.langs = { retrieve: collection(state, 'langs.retrieve', 'langs') };
    this.avatars = { retrieve: collection(state, 'avatars.retrieve', 'avatars') };
  }

  /** Loaded when asked for: few programs do. */
  get webhooks() {
    return require('../webhooks/index.js');
  }

  /** @param {LogLevel} level */
  setLogLevel(level) {
    stateOf(this).logger.setLevel(level);
  }

  /** @param {unknown} event @param {unknown} listener */
  on(event, listener) {
    stateOf(this).listeners.change('on', event, listener);
    return this;
  }

  /** @param {unknown} event @param {unknown} listener */
  once(event, listener) {
    stateOf(this).listeners.change('once', event, listener);
    return this;
  }

  /** @param {unknown} event @param {unknown} listener */
  off(event, listener) {
    stateOf(this).listeners.change('off', event, listener);
    return this;
  }

  /** @param {ClientOptions} [changes] @returns {Client} */
  withOptions(changes) {
    return derived(stateOf(this).withOptions(changes));
  }

  /** @param {unknown} request @param {unknown} [options] @returns {Promise<any>} */
  request(request, options) {
    return customRequest(stateOf(this), request, options);
  }

  /** @param {{timeoutMs?: number}} [options] @returns {Promise<void>} */
  close(options) {
    return close(stateOf(this), options);
  }

  [ASYNC_DISPOSE]() {
    return this.close();
  }
}

/** @param {unknown} options @returns {options is State} */
function isState(options) {
  return isObject(options) && ClientState.is(options);
}

/** @param {Client} client @returns {State} */
function stateOf(client) {
  return /** @type {any} */ (client)[STATE];
}

/** Outside of the class: the bundler adds a `_` to the name of a class that refers to itself. @param {State} state */
function derived(state) {
  return new Client(state);
}

/** @param {State} state @param {string} name @param {import('./flow-check.js').Check} [check] @returns {Method} */
function method(state, name, check) {
  const operation = /** @type {import('../native.js').OperationInfo} */ (OPERATIONS.get(name));
  return (args, options) => call(state, operation, args, options, check);
}

/**
 * The API documents an object with an array, but the live server responds with the bare array
 * (docs/api-contract.md#responses-by-endpoint). The array gets itself as a hidden property, so that `langs.length` and
 * `langs.langs.length` both work.
 * @param {State} state
 * @param {string} operation
 * @param {string} name
 * @returns {Method}
 */
function collection(state, operation, name) {
  const retrieve = method(state, operation);
  return (first, second) => {
    // These operations take no arguments, so a first object is the options.
    const retrieved = retrieve(undefined, second ?? (isObject(first) ? first : undefined));
    return derive(withHiddenName(retrieved, name), retrieved);
  };
}

/** @param {Promise<unknown>} retrieved @param {string} name */
async function withHiddenName(retrieved, name) {
  const response = await retrieved;
  if (Array.isArray(response)) define(response, name, response, false);
  return response;
}

module.exports = { Client };
