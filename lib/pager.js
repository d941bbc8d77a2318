// @ts-check
'use strict';

// Iterates over all sessions that match a filter, page by page. Each page is one `session.list` call.

const { argumentsJson } = require('./arguments.js');
const { logged } = require('./observation.js');
const { configurationError, unusableResponse } = require('./error-factory.js');
const { OPERATIONS } = require('./operations.js');
const { describeType, isObject, property } = require('./read.js');

/**
 * @typedef {import('../index.js').GetSessionsResponse} Page
 * @typedef {import('../index.js').Session} Session
 * @typedef {InstanceType<(typeof import('./client-state.js'))['ClientState']>} ClientState
 * @typedef {Record<string, unknown>} Filters
 */

const LIST = /** @type {import('../native.js').OperationInfo} */ (OPERATIONS.get('session.list'));
const OPERATION = 'session.listAll';
/** `toArray` holds all sessions in memory, and one has some KB. */
const MAX_ARRAY = 10_000;

class SessionPager {
  #client;
  #readPage;
  #filters;
  #options;

  /**
   * @param {ClientState} client
   * @param {(filters: Filters, options: unknown) => Promise<any>} readPage `session.list`
   * @param {unknown} filters copied here; if they are invalid, the iteration rejects
   * @param {unknown} options of each call
   */
  constructor(client, readPage, filters, options) {
    this.#client = client;
    this.#readPage = readPage;
    this.#filters = copyOf(filters);
    this.#options = options;
  }

  /** @returns {AsyncGenerator<Session, void, undefined>} */
  async *[Symbol.asyncIterator]() {
    for await (const page of this.pages()) yield* sessionsOf(this.#client, page);
  }

  /** Reads a page only when it is asked for. @returns {AsyncGenerator<Page, void, undefined>} */
  async *pages() {
    /** @type {Filters} */
    const filters = { ...this.#filters() };
    const seen = new Set([filters.cursor]);
    for (;;) {
      const page = await this.#readPage(filters, this.#options);
      yield page;
      if (!page?.hasMore) return;
      filters.cursor = nextCursor(this.#client, page, seen);
      // Counting is slow, and the total doesn't depend on the page.
      delete filters.includeTotal;
    }
  }

  /** @param {{limit: number}} options @returns {Promise<Session[]>} */
  async toArray(options) {
    const limit = readLimit(options);
    const sessions = [];
    for await (const session of this) {
      sessions.push(session);
      if (sessions.length >= limit) break;
    }
    return sessions;
  }
}

/**
 * The filters as they would be sent, so that later changes of the caller's object have no effect.
 * @param {unknown} filters
 * @returns {() => Filters} throws if they are invalid
 */
function copyOf(filters) {
  try {
    const copy = JSON.parse(argumentsJson(LIST, filters));
    return () => copy;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/** @param {ClientState} client @param {Page} page @param {Set<unknown>} seen the cursors so far */
function nextCursor(client, { nextCursor: cursor }, seen) {
  const isCursor = typeof cursor === 'string' && cursor !== '';
  if (!isCursor) throw unusable(client, 'the page has hasMore: true and no nextCursor');
  if (seen.has(cursor)) throw unusable(client, 'nextCursor repeats an earlier cursor');
  seen.add(cursor);
  return cursor;
}

/** @param {ClientState} client @param {Page} page */
function sessionsOf(client, page) {
  if (Array.isArray(page?.sessions)) return page.sessions;
  throw unusable(client, 'the page has no array of sessions');
}

/** The loop would skip sessions or never end. @param {ClientState} client @param {string} detail */
function unusable(client, detail) {
  return logged(client, LIST, unusableResponse(LIST, detail));
}

/** @param {unknown} options */
function readLimit(options) {
  const limit = isObject(options) ? property(options, 'limit', OPERATION) : undefined;
  if (Number.isInteger(limit) && Number(limit) >= 1 && Number(limit) <= MAX_ARRAY) return Number(limit);
  const got = typeof limit === 'number' ? limit : describeType(limit);
  const message = `limit must be an integer from 1 to ${MAX_ARRAY}, got ${got}. For more sessions, iterate with for await`;
  throw configurationError('limit', message, { operation: LIST.name });
}

module.exports = { SessionPager };
