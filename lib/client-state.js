// @ts-check
'use strict';

// What the methods of one client share: the addon's client, the logger and the flow check; and how `withOptions` derives
// another client from it. Options with secrets are kept by the core alone.

const { changedOptions } = require('./changed-options.js');
const { closedError, refusing } = require('./close.js');
const { dispatcher } = require('./dispatcher.js');
const { CLIENT, configurationError, errorFromRecord, internalError } = require('./error-factory.js');
const { readFlowCheck } = require('./flow-check.js');
const { Listeners } = require('./listeners.js');
const { ClientLogger } = require('./logger.js');
const { clientOptions } = require('./options.js');
const { describeType, guarded, isObject, property } = require('./read.js');

/** @typedef {import('../native.js').NativeClient} NativeClient */

class ClientState {
  /** What calls are started with. */
  native;
  logger;
  /** Those of `client.on`. Clients made by `withOptions` share them. */
  listeners;
  /** The check of the option `flowCheck`. */
  check;
  #kept;
  /** The addon's client, also when this one is closed. */
  #opened;
  #closed = false;
  #running = 0;
  /** What to run when no call is running. @type {(() => void)[] | undefined} */
  #idleListeners;
  /** What to run when the client is closed. @type {Set<() => void> | undefined} */
  #closeListeners;

  /**
   * @param {NativeClient} native
   * @param {InstanceType<typeof ClientLogger>} logger
   * @param {import('./flow-check.js').Check | undefined} check
   * @param {InstanceType<typeof Listeners>} listeners
   * @param {Record<string, unknown>} kept the options that JavaScript keeps for `withOptions`
   */
  constructor(native, logger, check, listeners, kept) {
    this.native = native;
    this.logger = logger;
    this.check = check;
    this.listeners = listeners;
    this.#kept = kept;
    this.#opened = native;
  }

  /** Unlike `instanceof`, this runs no code of the value's. @param {object} value @returns {value is ClientState} */
  static is(value) {
    return #kept in value;
  }

  /** @param {unknown} given the options of a client */
  static open(given) {
    const options = readObject(given);
    const { json, kept } = clientOptions(options, process.env);
    const native = opened(() => dispatcher.openClient(json));
    const logger = new ClientLogger(readLogger(options), property(options, 'logLevel'));
    return new ClientState(native, logger, readFlowCheck(options) ?? undefined, new Listeners(), kept);
  }

  /** @param {unknown} given the options to change: undefined keeps one, null restores its default */
  withOptions(given) {
    if (this.#closed) throw closedError();
    const changes = readObject(given);
    const { json, kept } = changedOptions(changes, this.#kept, process.env);
    const native = opened(() => this.native.withOptions(json));
    const logger = this.logger.withOptions(readLogger(changes), property(changes, 'logLevel'));
    const check = readFlowCheck(changes);
    const own = check === undefined ? this.check : (check ?? undefined);
    return new ClientState(native, logger, own, this.listeners, kept);
  }

  /** Notes that a call begins. */
  begin() {
    this.#running += 1;
  }

  /** Notes that a call has ended. */
  end() {
    this.#running -= 1;
    if (this.#running === 0) for (const listener of this.#idleListeners?.splice(0) ?? []) listener();
  }

  /** Resolves when no call is running. @returns {Promise<void>} */
  idle() {
    if (this.#running === 0) return Promise.resolve();
    this.#idleListeners ??= [];
    const listeners = this.#idleListeners;
    return new Promise((resolve) => listeners.push(resolve));
  }

  get closed() {
    return this.#closed;
  }

  /** Makes further calls reject. Those that run go on. */
  refuseCalls() {
    if (this.#closed) return;
    this.#closed = true;
    this.native = refusing(this.#opened);
    for (const listener of this.#closeListeners ?? []) listener();
  }

  /** Aborts the calls that run. */
  abortCalls() {
    this.#opened.abortAll();
  }

  /**
   * @param {() => void} listener runs when the client is closed
   * @returns {() => void} removes it
   */
  onClose(listener) {
    this.#closeListeners ??= new Set();
    const listeners = this.#closeListeners.add(listener);
    return () => listeners.delete(listener);
  }
}

/** @param {unknown} given */
function readObject(given) {
  const options = given ?? {};
  if (isObject(options)) return options;
  throw configurationError('options', `options must be an object, got ${describeType(options)}`);
}

/** @param {() => NativeClient | string} open returns the client, or the record of an error */
function opened(open) {
  const client = runNative(open);
  if (typeof client === 'string') throw errorFromRecord(client, CLIENT);
  return client;
}

/** @template T @param {() => T} run */
function runNative(run) {
  try {
    return run();
  } catch (error) {
    throw internalError(CLIENT, error);
  }
}

/** @param {object} options @returns {import('../index.js').Logger | null | undefined} */
function readLogger(options) {
  const logger = property(options, 'logger');
  if (logger === undefined || logger === null) return logger;
  const isLogger = (/** @type {any} */ { debug, error }) =>
    typeof debug === 'function' && typeof error === 'function';
  if (guarded('logger', undefined, () => isLogger(logger)))
    return /** @type {import('../index.js').Logger} */ (logger);
  throw configurationError(
    'logger',
    `logger must have at least the methods debug and error, got ${describeType(logger)}`,
  );
}

module.exports = { ClientState };
