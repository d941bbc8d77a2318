// @ts-check
'use strict';

// The log lines of one client: which levels go out and how each kind of logger takes a line. Nothing is
// process-wide, and a logger that throws does not make a call fail.

const { classes } = require('./errors.js');
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

// A whole line is to stay below 16 KB, where log services begin to cut or to drop it: these are its fields, and a logger
// adds some of its own.
const MAX_FIELDS_BYTES = 12 * 1024;
const BYTES_OF_AN_ATTEMPT = 128;

// The symbol by which pino's instances can be told; they take the fields before the message.
const PINO = Symbol.for('pino.serializers');

const { ApiError, AuthenticationError, InternalError, ServerError } = classes;
// What whoever runs the program has to look into. The caller of a call can deal with everything else.
const FOR_OPERATORS = [AuthenticationError, InternalError, ServerError];

class ClientLogger {
  #logger;
  #errors;
  #threshold = OFF;

  /** @param {Logger | undefined} logger @param {unknown} level */
  constructor(logger, level) {
    this.#logger = logger ?? console;
    this.#errors = logger ? FOR_OPERATORS : [ApiError];
    this.setLevel(level ?? (logger ? 'WARN' : 'OFF'));
  }

  /**
   * An unknown level acts as WARN, as in the old SDK (docs/api-contract.md#logging), and says so.
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

  /**
   * The level of an error's line. On the console it is that of the old SDK: `error` for every response of the API.
   * @param {Error} error
   * @returns {'error' | 'warn'}
   */
  levelOf(error) {
    return this.#errors.some((Class) => error instanceof Class) ? 'error' : 'warn';
  }

  /** @param {Method} method @param {string} message @param {object} fields without secrets */
  log(method, message, fields) {
    if (!this.logs(method)) return;
    try {
      this.#write(method, `[facesign] ${message}`, fitted(fields));
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

/**
 * The fields, cut until they fit: what a server says can be 1 MiB long.
 * @param {object} fields
 */
function fitted(fields) {
  let most = MAX_FIELDS_BYTES;
  let shown = shortened(fields, most);
  while (most > 64 && bytesOf(shown) > MAX_FIELDS_BYTES) {
    most /= 2;
    shown = shortened(fields, most);
  }
  return shown;
}

/** @param {object} fields @param {number} most the longest string, in characters */
function shortened(fields, most) {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, cut(value, most)]));
}

/** A cut string ends, and a cut array begins, with how much was left out. @param {unknown} value @param {number} most */
function cut(value, most) {
  if (typeof value === 'string' && value.length > most) {
    return `${value.slice(0, most)}… [${value.length - most} more characters]`;
  }
  const elements = Math.ceil(most / BYTES_OF_AN_ATTEMPT);
  if (Array.isArray(value) && value.length > elements) {
    return [{ leftOut: value.length - elements }, ...value.slice(-elements)];
  }
  return value;
}

/** As JSON, and no less than `console` takes, which begins a line of its own after each line break. @param {object} fields */
function bytesOf(fields) {
  const json = JSON.stringify(fields);
  return Buffer.byteLength(json) + 12 * (json.split('\\n').length - 1);
}

/** @param {unknown} error what a logger threw, which may be anything */
function warnOf(error) {
  const code = 'FACESIGN_LOGGER';
  process.emitWarning(`the logger given to the FaceSign client threw: ${textOf(error)}`, { code });
}

module.exports = { ClientLogger };
