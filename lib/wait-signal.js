// @ts-check
'use strict';

// Ends the reads and delays of one wait: when the caller's signal fires, when the wait expires, and when the client is
// closed. For calls it is a signal.

const { abortReason, isAborted, onAbort } = require('./signal.js');

/** @typedef {InstanceType<(typeof import('./client-state.js'))['ClientState']>} ClientState */

/** An `AbortSignalLike`. */
class WaitSignal {
  aborted = false;
  /** @type {unknown} */
  reason;
  /** Whether `maxWaitMs` is over. */
  expired = false;
  #client;
  #clock;
  #timer;
  /** @type {Set<() => void>} */
  #listeners = new Set();
  /** Ends the current delay. @type {(() => void) | undefined} */
  #wake;
  /** @type {(() => void)[]} */
  #unlisten;

  /**
   * @param {ClientState} client
   * @param {import('../native.js').OperationInfo} operation
   * @param {import('./wait-options.js').WaitOptions} options
   */
  constructor(client, operation, { maxWaitMs, signal, clock }) {
    this.#client = client;
    this.#clock = clock;
    this.#unlisten = [client.onClose(() => this.#wake?.())];
    if (signal && isAborted(signal)) this.#abort(abortReason(signal));
    else if (signal) this.#unlisten.push(onAbort(operation, signal, () => this.#abort(abortReason(signal))));
    this.#timer = clock.setTimeout(() => this.#expire(), maxWaitMs);
  }

  /** @param {'abort'} _type @param {() => void} listener */
  addEventListener(_type, listener) {
    this.#listeners.add(listener);
  }

  /** @param {'abort'} _type @param {() => void} listener */
  removeEventListener(_type, listener) {
    this.#listeners.delete(listener);
  }

  /** Resolves after so many milliseconds, or at once when there is nothing to wait for. @param {number} ms @returns {Promise<void>} */
  delay(ms) {
    return new Promise((resolve) => {
      if (this.aborted || this.#client.closed) return resolve();
      const timer = this.#clock.setTimeout(() => this.#wake?.(), ms);
      this.#wake = () => {
        this.#wake = undefined;
        this.#clock.clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Leaves no timer and no listener behind. */
  dispose() {
    this.#clock.clearTimeout(this.#timer);
    for (const unlisten of this.#unlisten) unlisten();
  }

  #expire() {
    if (!this.aborted) this.expired = true;
    this.#abort();
  }

  /** @param {unknown} [reason] */
  #abort(reason) {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    for (const listener of [...this.#listeners]) listener();
    this.#wake?.();
  }
}

module.exports = { WaitSignal };
