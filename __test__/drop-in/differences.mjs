// The deliberate differences from the old SDK. Each says in which cases it applies, and converts the old SDK's result
// into the expected one. Nothing else may differ.
import { RETRIED } from '../support/statuses.mjs';

/**
 * @typedef {{ method: string, url: string, headers: Record<string, string>, body: string }} Sent
 * @typedef {{ requests: Sent[], result: Record<string, any> }} Seen what one call sent, and its result
 * @typedef {{ operation: string, args: any, response: import('./stage.mjs').Response, prefix: string, key: string, retries: boolean }} Case
 * @typedef {{ name: string, shows: (one: Case, old: Seen) => unknown, turn: (one: Case, old: Seen) => Seen }} Difference
 */

export const PLAIN_SENTENCE = 'a plain sentence';

const isPathCall = ({ operation }) => /^session\.(retrieve|createClientSecret)$/.test(operation);
const takesArguments = ({ operation }) => operation.startsWith('session.');
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isAbsent = (args) => args === undefined || args === null;
const idOf = ({ args }) => args?.sessionId;
const isUsableId = (id) =>
  (typeof id === 'number' || typeof id === 'string') && !['', '.', '..'].includes(`${id}`);

const refused = (param) => () => ({
  requests: [],
  result: { rejected: { name: 'ConfigurationError', param } },
});
const failed = (old, ...names) => names.includes(old.result.rejected?.name);
const headersTurned = (change) => (_, old) => ({
  ...old,
  requests: old.requests.map((sent) => ({ ...sent, headers: change(sent.headers) })),
});

// encodeURIComponent leaves the quote alone, which the old SDK's address parser does not.
const escaped = (character) => (character === "'" ? '%27' : encodeURIComponent(character));

/** One path segment: characters with a meaning in addresses are escaped. */
const segment = (id) => `${id}`.toWellFormed().replace(/[^!$&()*+,\-.0-9:;=@A-Z[\]_a-z~]/gu, escaped);

function isEnvelope(text) {
  try {
    return isObject(JSON.parse(text).error);
  } catch {
    return false;
  }
}

/** The first of the names whose value, or an element of it, makes `read` throw. */
function throwing(args, names, read) {
  return names.find((name) => {
    try {
      read(args?.[name]);
      return false;
    } catch {
      return true;
    }
  });
}

/** The first query parameter that `read` fails on; only the elements of an array are decoded. */
const unreadable = ({ args }, read, { queryParams }) =>
  throwing(args, queryParams, (value) =>
    Array.isArray(value) ? value.map((element) => read(element)) : String(value),
  );

/** The query parameters that are a Date, or a Date without a time. */
const datesIn = ({ args }, { queryParams }) => queryParams.filter((name) => args?.[name] instanceof Date);
const isInvalid = (date) => Number.isNaN(date.getTime());
const invalidDates = (one, list) => datesIn(one, list).filter((name) => isInvalid(one.args[name]));

/** The first query parameter that is rejected: one without a string, or an invalid Date. */
const refusedQuery = (one, list) => {
  const bad = [unreadable(one, String, list), ...invalidDates(one, list)];
  return list.queryParams.find((name) => bad.includes(name));
};

/** Form encoding of one pair, as in the address. */
const pair = (name, value) => new URLSearchParams({ [name]: value }).toString();

/** @param {{ bodyParams: string[] }} create @param {{ queryParams: string[] }} list @returns {Difference[]} */
export const differencesOf = (create, list) => [
  {
    name: 'retrieve() and createClientSecret() without an argument reject instead of throwing',
    shows: (one, old) => isPathCall(one) && isAbsent(one.args) && old.result.threw,
    turn: refused('sessionId'),
  },
  {
    name: 'an argument that is not an object is rejected',
    shows: (one) => takesArguments(one) && !isAbsent(one.args) && !isObject(one.args),
    turn: refused('args'),
  },
  {
    name: 'a sessionId that is empty, a dot segment, or neither a string nor a number is rejected',
    shows: (one) => isPathCall(one) && isObject(one.args) && !isUsableId(idOf(one)),
    turn: refused('sessionId'),
  },
  {
    name: 'a sessionId is one path segment, whatever is in it',
    shows: (one) => isPathCall(one) && isUsableId(idOf(one)) && /[\t\n\r/\\?#%]|[\0- ]$/.test(`${idOf(one)}`),
    turn: (one, old) => {
      const tail = one.operation === 'session.retrieve' ? '' : '/refresh';
      const { pathname } = new URL(`http://server${one.prefix}/sessions/`);
      const url = `${pathname}${segment(idOf(one))}${tail}`;
      return { ...old, requests: old.requests.map((sent) => (isMoved(sent) ? sent : { ...sent, url })) };
    },
  },
  {
    name: 'a query value that has no string form, or is an invalid Date, is rejected',
    shows: (one) => one.operation === 'session.list' && isObject(one.args) && refusedQuery(one, list),
    turn: (one, old) => refused(refusedQuery(one, list))(one, old),
  },
  {
    name: 'a Date in the query is sent as its milliseconds',
    shows: (one, old) => one.operation === 'session.list' && datesIn(one, list).length > 0 && sent(old),
    turn: (one, old) => {
      const inMilliseconds = (url, name) =>
        url.replace(pair(name, String(one.args[name])), pair(name, `${one.args[name].getTime()}`));
      const turned = (sent) => ({ ...sent, url: datesIn(one, list).reduce(inMilliseconds, sent.url) });
      return { ...old, requests: old.requests.map((sent) => (isMoved(sent) ? sent : turned(sent))) };
    },
  },
  {
    name: 'a stray % in an array of the query is rejected',
    shows: (one, old) => one.operation === 'session.list' && failed(old, 'URIError'),
    turn: (one, old) => refused(unreadable(one, decodeURIComponent, list))(one, old),
  },
  {
    name: 'settings that JSON cannot write reject with ConfigurationError, which names them',
    shows: (one, old) => one.operation === 'session.create' && failed(old, 'TypeError'),
    turn: (one, old) => refused(throwing(one.args, create.bodyParams, JSON.stringify))(one, old),
  },
  {
    name: 'a success that is not JSON rejects with ResponseError',
    shows: (_, old) => failed(old, 'SyntaxError'),
    turn: (_, old) => ({ ...old, result: responseError }),
  },
  {
    name: 'no response rejects with ConnectionError, under the same code',
    shows: (one, old) => one.response.broken === 'reset' && sent(old),
    turn: (_, old) => ({ ...old, result: { rejected: { name: 'ConnectionError', code: 'ECONNRESET' } } }),
  },
  {
    name: 'an error without an envelope has a plain sentence as message',
    shows: (_, old) => old.result.rejected?.message !== undefined && !isEnvelope(old.result.rejected.message),
    turn: (_, old) => ({ ...old, result: { rejected: { message: PLAIN_SENTENCE } } }),
  },
  {
    name: 'the array of /langs and /avatars has the documented name on it, hidden',
    shows: (one, old) => !takesArguments(one) && Array.isArray(old.result.resolved),
    turn: (one, old) => ({ ...old, result: { ...old.result, hidden: one.operation.split('.')[0] } }),
  },
  {
    name: 'white space around the key is removed',
    shows: (one, old) => one.key !== one.key.trim() && sent(old),
    turn: (one, old) =>
      headersTurned((headers) => ({ ...headers, authorization: `Bearer ${one.key.trim()}` }))(one, old),
  },
  {
    name: 'the client says what it is, and which encodings it understands',
    shows: (_, old) => sent(old),
    turn: headersTurned((headers) => ({
      ...headers,
      'user-agent': 'facesign-api-native',
      'accept-encoding': 'zstd,gzip',
    })),
  },
  {
    name: 'a create that a redirect turned into a GET has no content-type any more',
    shows: (_, old) =>
      old.requests.some(({ method, headers }) => method === 'GET' && headers['content-type']),
    turn: (_, old) => ({
      ...old,
      requests: old.requests.map((sent) => (sent.method === 'GET' ? withoutType(sent) : sent)),
    }),
  },
  {
    name: 'create carries an Idempotency-Key',
    shows: (one, old) => one.operation === 'session.create' && sent(old),
    turn: headersTurned((headers) => ({ ...headers, 'idempotency-key': 'a UUID' })),
  },
  {
    name: 'a temporary error is attempted three times (with maxRetries 0, once)',
    shows: ({ retries, response }, old) =>
      retries && sent(old) && (response.broken || RETRIED.includes(response.status)),
    turn: (_, old) => ({ ...old, requests: [...old.requests, ...old.requests, ...old.requests] }),
  },
];

const sent = (old) => old.requests.length > 0;
const withoutType = ({ headers: { 'content-type': _, ...headers }, ...sent }) => ({ ...sent, headers });
const isMoved = ({ url }) => url.startsWith('/moved');
const responseError = { rejected: { name: 'ResponseError', code: 'facesign_client_response_error' } };
