// @ts-check
'use strict';

// Logs for one client: filters by level and adapts to each kind of logger. There is no state outside of the client, and a
// logger that throws doesn't fail the call.

const { classes } = require('./errors.js');
const { safeString } = require('./strings.js');

/**
 * @typedef {import('../index.js').Logger} Logger
 * @typedef {'trace' | 'debug' | 'info' | 'warn' | 'error'} Method
 */

/** @type {readonly Method[]} */
const METHODS = ['trace', 'debug', 'info', 'warn', 'error'];
const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'OFF'];
const OFF = LEVELS.indexOf('OFF');
const WARN = LEVELS.indexOf('WARN');

// Log services cut or drop lines above 16 KB. The rest is for the fields that a logger adds.
const MAX_FIELDS_BYTES = 12 * 1024;
const ATTEMPT_BYTES = 128;

// Identifies pino's instances, which take the fields before the message.
const PINO = Symbol.for('pino.serializers');

const { ApiError, AuthenticationError, InternalError, ServerError } = classes;
// Errors that an operator has to look into. The code that made the call can handle all others.
const OPERATOR_ERRORS = [AuthenticationError, InternalError, ServerError];

class ClientLogger {
  #logger;
  #errors;
  #threshold = OFF;
  /** The level that was set; undefined for the default. @type {unknown} */
  #level;

  /** @param {Logger | null | undefined} logger @param {unknown} level */
  constructor(logger, level) {
    this.#logger = logger ?? console;
    this.#errors = logger ? OPERATOR_ERRORS : [ApiError];
    if (level === undefined || level === null) this.#threshold = logger ? WARN : OFF;
    else this.setLevel(level);
  }

  /**
   * The logger of a client that `withOptions` makes: undefined keeps a value, `null` restores its default.
   * @param {Logger | null | undefined} logger
   * @param {unknown} level
   */
  withOptions(logger, level) {
    const own = this.#logger === console ? undefined : this.#logger;
    return new ClientLogger(logger === undefined ? own : logger, level === undefined ? this.#level : level);
  }

  /**
   * An unknown level falls back to WARN, as in the old SDK (docs/api-contract.md#logging), with a warning.
   * @param {unknown} level
   */
  setLevel(level) {
    const name = level || 'OFF';
    this.#threshold = typeof name === 'string' ? LEVELS.indexOf(name.trim().toUpperCase()) : -1;
    if (this.#threshold < 0) this.#warnOfLevel();
    this.#level = LEVELS[this.#threshold];
  }

  #warnOfLevel() {
    this.#threshold = WARN;
    this.log('warn', `unknown logLevel, using WARN. The levels are ${LEVELS.join(', ')}`, {});
  }

  /** Whether any level is logged. */
  get isOn() {
    return this.#threshold < OFF;
  }

  /** Whether this level is logged. Ask before you build a line. @param {Method} method */
  logs(method) {
    return METHODS.indexOf(method) >= this.#threshold;
  }

  /**
   * The level for an error. On the console it is the old SDK's: `error` for every error response.
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
      this.#write(method, `[facesign] ${message}`, fitToLimit(fields));
    } catch (error) {
      emitLoggerWarning(error);
    }
  }

  /** @param {Method} method @param {string} line @param {object} fields */
  #write(method, line, fields) {
    const logger = /** @type {any} */ (this.#logger);
    const target = typeof logger[method] === 'function' ? method : 'debug';
    const written = PINO in logger ? logger[target](fields, line) : logger[target](line, fields);
    // An unhandled rejection would end the process.
    if (typeof written?.then === 'function') written.then(undefined, emitLoggerWarning);
  }
}

/**
 * Shortens the fields until they fit. A message of the server can be 1 MiB long.
 * @param {object} fields
 */
function fitToLimit(fields) {
  let maxLength = MAX_FIELDS_BYTES;
  let fitting = truncateFields(fields, maxLength);
  while (maxLength > 64 && loggedBytes(fitting) > MAX_FIELDS_BYTES) {
    maxLength /= 2;
    fitting = truncateFields(fields, maxLength);
  }
  return fitting;
}

/** @param {object} fields @param {number} maxLength of a string, in characters */
function truncateFields(fields, maxLength) {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, truncate(value, maxLength)]),
  );
}

/** A truncated string ends with the number of omitted characters, a truncated array starts with that of omitted elements. @param {unknown} value @param {number} maxLength */
function truncate(value, maxLength) {
  if (typeof value === 'string' && value.length > maxLength) {
    return `${value.slice(0, maxLength)}… [${value.length - maxLength} more characters]`;
  }
  const elements = Math.ceil(maxLength / ATTEMPT_BYTES);
  if (Array.isArray(value) && value.length > elements) {
    return [{ leftOut: value.length - elements }, ...value.slice(-elements)];
  }
  return value;
}

/** The bytes as JSON, or at least as many as `console` prints: it indents the line after each line break. @param {object} fields */
function loggedBytes(fields) {
  const json = JSON.stringify(fields);
  return Buffer.byteLength(json) + 12 * (json.split('\\n').length - 1);
}

/** @param {unknown} error what the logger threw */
function emitLoggerWarning(error) {
  const code = 'FACESIGN_LOGGER';
  process.emitWarning(`the logger given to the FaceSign client threw: ${safeString(error)}`, { code });
}

module.exports = { ClientLogger };
