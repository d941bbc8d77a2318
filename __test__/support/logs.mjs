// What the tests of logs share: loggers that keep what they are given, and two calls to log.

import { Writable } from 'node:stream';
import pino from 'pino';
import winston from 'winston';
import { clientOf, rejectionOf } from './client.mjs';

/** The methods of a console-like logger. */
export const METHODS = ['trace', 'debug', 'info', 'warn', 'error'];

/** A console-shaped logger that keeps what it is given. */
export function collector() {
  const lines = [];
  const logger = Object.fromEntries(
    METHODS.map((level) => [level, (message, fields) => lines.push({ level, message, fields })]),
  );
  return { lines, logger };
}

/** What goes to the console while `run` runs. */
export async function consoleLines(run) {
  const { lines, logger } = collector();
  const before = Object.fromEntries(METHODS.map((name) => [name, console[name]]));
  Object.assign(console, logger);
  try {
    await run();
  } finally {
    Object.assign(console, before);
  }
  return lines;
}

/** One call that succeeds and one that fails. */
export async function twoCalls(sandbox, options) {
  const client = clientOf(sandbox, options);
  await client.langs.retrieve();
  await rejectionOf(client.session.retrieve({ sessionId: 'unknown' }));
}

/** The levels of the lines that they write at most. */
export const DEBUG = ['debug', 'debug', 'debug', 'error'];

/** Real loggers that write JSON lines, the way their manuals set them up. */
export const REAL_LOGGERS = {
  pino: (stream) => pino({ level: 'trace' }, stream),
  'a child of pino': (stream) => pino({ level: 'trace' }, stream).child({ module: 'facesign' }),
  winston: (stream) =>
    winston.createLogger({
      level: 'silly',
      format: winston.format.json(),
      transports: [new winston.transports.Stream({ stream })],
    }),
  'a child of winston': (stream) => REAL_LOGGERS.winston(stream).child({ module: 'facesign' }),
};

/** A stream for such a logger, and the lines that were written to it. */
export function memory() {
  const chunks = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  const lines = () =>
    Buffer.concat(chunks)
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  return { stream, lines };
}
