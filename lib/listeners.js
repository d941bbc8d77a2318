// @ts-check
'use strict';

// The listeners of `client.on`. Clients made from another one share its listeners.

const { EventEmitter } = require('node:events');
const { configurationError } = require('./error-factory.js');
const { describeType } = require('./describe-type.js');
const { safeString } = require('./strings.js');

/** @typedef {import('../index.js').ClientEvents} ClientEvents */

/** @type {readonly (keyof ClientEvents)[]} */
const EVENTS = ['call', 'retry', 'result'];

class Listeners {
  /** Made with the first listener: most clients have none. @type {EventEmitter | undefined} */
  #emitter;

  /** Whether anyone listens to any event. */
  get any() {
    return this.#emitter !== undefined && EVENTS.some((event) => this.has(event));
  }

  /** Whether anyone listens to this event. @param {keyof ClientEvents} event */
  has(event) {
    return this.#emitter !== undefined && this.#emitter.listenerCount(event) > 0;
  }

  /** @param {'on' | 'once' | 'off'} method @param {unknown} event @param {unknown} listener */
  change(method, event, listener) {
    const known = EVENTS.find((name) => name === event);
    if (!known) throw configurationError('event', `event must be ${EVENTS.join(', ')}, got ${shown(event)}`);
    if (typeof listener !== 'function') {
      const message = `listener must be a function, got ${describeType(listener)}`;
      throw configurationError('listener', message);
    }
    this.#emitter ??= new EventEmitter();
    this.#emitter[method](known, /** @type {(event: object) => void} */ (listener));
  }

  /**
   * Calls the listeners of an event one by one: none can fail the call or keep the others from hearing of it.
   * @template {keyof ClientEvents} E
   * @param {E} event
   * @param {ClientEvents[E]} payload
   */
  emit(event, payload) {
    // Raw ones remove themselves if they are for one event only.
    for (const listener of this.#emitter?.rawListeners(event) ?? []) {
      try {
        const returned = listener(payload);
        // An unhandled rejection would end the process.
        if (typeof returned?.then === 'function')
          returned.then(undefined, (/** @type {unknown} */ error) => warn(event, error));
      } catch (error) {
        warn(event, error);
      }
    }
  }
}

/** @param {unknown} event */
function shown(event) {
  return typeof event === 'string' ? JSON.stringify(event.slice(0, 20)) : describeType(event);
}

/** @param {string} event @param {unknown} error what the listener threw */
function warn(event, error) {
  const code = 'FACESIGN_LISTENER';
  process.emitWarning(`a listener of the FaceSign client for ${event} threw: ${safeString(error)}`, { code });
}

module.exports = { Listeners };
