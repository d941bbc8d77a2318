// @ts-check
'use strict';

// The log lines of one client: which levels go out and how each kind of logger takes a line. Nothing is
// process-wide, and a logger that throws does not make a call fail.

const { textOf } = require('./failures.js');

/**
 * @typedef {import('../index.js').Logger} Logger
 * @typedef {'trace' | 'debug' | 'info' | 'warn' | 'error'} Method
 */

/** @type {readonly Method[]} */
const METHODS = ['trace', 'debug', 'info', 'warn', 'error'];
const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'OFF'];
const OFF = LEVELS.indexOf('OFF');
const WARN = LEVELS.indexOf('WARN');

// The symbol by which pino's instances can be told; they take the fields before the message.
const PINO = Symbol.for('pino.serializers');

class ClientLogger {
  #logger;
  #threshold = OFF;

  /** @param {Logger | undefined} logger @param {unknown} level */
  constructor(logger, level) {
    this.#logger = logger ?? console;
    this.setLevel(level ?? (logger ? 'WARN' : 'OFF'));
  }

  /**
   * An unknown level acts as WARN, as in the old SDK (contract 2.7), and says so.
   * @param {unknown} level
   */
  setLevel(level) {
    const name = level || 'OFF';
    this.#threshold = typeof name === 'string' ? LEVELS.indexOf(name.trim().toUpperCase()) : -1;
    if (this.#threshold >= 0) return;
    this.#threshold = WARN;
    this.log('warn', `unknown logLevel, WARN is used; known are ${LEVELS.join(', ')}`, {});
  }

  /** Whether a line of this level goes out; asked before a line costs anything. @param {Method} method */
  logs(method) {
    return METHODS.indexOf(method) >= this.#threshold;
  }

  /** @param {Method} method @param {string} message @param {object} fields without secrets */
  log(method, message, fields) {
    if (!this.logs(method)) return;
    try {
      this.#write(method, `[facesign] ${message}`, fields);
    } catch (error) {
      warnOf(error);
    }
  }

  /** @param {Method} method @param {string} line @param {object} fields */
  #write(method, line, fields) {
    const logger = /** @type {any} */ (this.#logger);
    const target = typeof logger[method] === 'function' ? method : 'debug';
    const written = PINO in logger ? logger[target](fields, line) : logger[target](line, fields);
    // A rejection that nobody handles would end the process.
    if (typeof written?.then === 'function') written.then(undefined, warnOf);
  }
}

/** @param {unknown} error what a logger threw, which may be anything */
function warnOf(error) {
  const code = 'FACESIGN_LOGGER';
  process.emitWarning(`the logger given to the FaceSign client threw: ${textOf(error)}`, { code });
}

module.exports = { ClientLogger };
