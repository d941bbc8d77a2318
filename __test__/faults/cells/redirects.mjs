// Redirects: loops, other hosts, other schemes, and addresses that lead nowhere. They are followed as in the old SDK
// (docs/api-contract.md#responses-errors-and-timeouts): at most 20, the key only to the same origin, never from https to
// http.

import { connection, either, lost, refused, success, timeout } from '../support/expect.mjs';
import { BODY, head, response } from '../support/http1.mjs';
import { impatientToConnect } from '../support/limits.mjs';
import { MOVED } from '../support/requests.mjs';
import { close, say, stall } from '../support/steps.mjs';

/** The number of redirects that are followed, besides the request itself. */
const MOST = 20;
const GOOD = [say(response())];

const redirect = (location, status = '302 Found') => [say(response('', { location }, status))];
const isMoved = (request) => request.path.startsWith(MOVED);

/** On this server: the first request is redirected, the second gets a response. */
const onward = (status) => (request) => (isMoved(request) ? GOOD : redirect(MOVED, status));

/** To the second server of the cell, under the given name or address of this machine. */
const away =
  (host = '127.0.0.1', status = undefined) =>
  (_request, { other }) =>
    redirect(`${new URL(other.url).protocol}//${host}:${other.port}${MOVED}`, status);

/** After these two, a POST stays a POST and keeps its body. After the others it becomes a GET (Fetch Standard, 4.4). */
const keeps = (status) => ({ moved: { keeps: ['307 Moved', '308 Moved'].includes(status) } });

/** A good response after `count` redirects. */
const after = (count) => (request) => {
  const step = Number(request.path.split('/').at(-1)) || 0;
  return step === count ? GOOD : redirect(`${MOVED}/${step + 1}`);
};

const TOO_MANY = lost({ status: either(undefined, 302, 307), requests: MOST + 1 });
/** A redirect that is not followed (types/errors.d.ts, `ResponseError`). What the server did before it is unknown. */
const NOT_FOLLOWED = lost({ status: either(undefined, 302) });
/** The redirecting server had received the whole request by then. */
const LEADS_NOWHERE = connection('ECONNREFUSED');

/** @param keyed how many requests carried the key, here and at the second server */
const followed = (keyed, changes) => success({ keyed, ...changes });
const AT_OTHER = followed([1, 0], { requests: 1, otherRequests: 1 });

const loops = [
  { fault: 'a loop of 302', response: () => redirect(MOVED), pooled: 1, expect: TOO_MANY },
  {
    fault: 'a loop of 307',
    response: () => redirect(MOVED, '307 Moved'),
    ...keeps('307 Moved'),
    pooled: 1,
    expect: TOO_MANY,
  },
  { fault: `${MOST} in a row`, response: after(MOST), pooled: 1, expect: success({ requests: MOST + 1 }) },
  { fault: `${MOST + 1} in a row`, response: after(MOST + 1), pooled: 1, expect: TOO_MANY },
];

const sameOrigin = ['301 Moved', '302 Found', '303 See other', '307 Moved', '308 Moved'].map((status) => ({
  fault: `${status}, same origin`,
  response: onward(status),
  ...keeps(status),
  pooled: 1,
  expect: followed([2, 0], { requests: 2 }),
}));

const elsewhere = [
  { fault: '302 to another port', response: away(), other: { response: GOOD }, pooled: 1, expect: AT_OTHER },
  {
    fault: '307 to another port',
    response: away('127.0.0.1', '307 Moved'),
    ...keeps('307 Moved'),
    other: { response: GOOD },
    pooled: 1,
    expect: AT_OTHER,
  },
  {
    fault: '302 to another host',
    response: away('localhost'),
    moved: { host: 'localhost' },
    other: { response: GOOD },
    pooled: 1,
    expect: AT_OTHER,
  },
  {
    fault: '302 from http to https',
    response: away(),
    other: { response: GOOD, secure: true },
    pooled: 1,
    expect: AT_OTHER,
  },
  {
    fault: '302 to another host, https on both',
    protocol: 'HTTP/1.1, TLS',
    secure: true,
    response: away('localhost'),
    moved: { host: 'localhost' },
    other: { response: GOOD, secure: true },
    pooled: 1,
    expect: AT_OTHER,
  },
  {
    fault: 'a loop of 302, https',
    protocol: 'HTTP/1.1, TLS',
    secure: true,
    response: () => redirect(MOVED),
    pooled: 1,
    expect: TOO_MANY,
  },
  {
    fault: '302 from https to http, same port',
    protocol: 'HTTP/1.1, TLS',
    secure: true,
    response: (_request, { port }) => redirect(`http://127.0.0.1:${port}${MOVED}`),
    pooled: 1,
    expect: { ...NOT_FOLLOWED, connections: 1 },
  },
  {
    fault: '302 from https to http',
    protocol: 'HTTP/1.1, TLS',
    secure: true,
    response: away(),
    other: { response: GOOD },
    pooled: 1,
    expect: { ...NOT_FOLLOWED, otherConnections: 0 },
  },
  {
    fault: '302 to a port where nothing listens',
    response: () => redirect('http://127.0.0.1:1/'),
    pooled: 1,
    expect: LEADS_NOWHERE,
  },
  {
    fault: '302 to a server that closes',
    response: away(),
    other: { response: [close] },
    pooled: 1,
    expect: connection('ECONNRESET', { otherRequests: 3 }),
  },
  {
    fault: '302 to a server without a TLS handshake',
    response: away(),
    other: { accept: [stall], secure: true },
    options: impatientToConnect,
    pooled: 1,
    expect: timeout(),
  },
];

const unusable = [
  // That isn't a redirect: any status outside 200 to 299 is the API's response (docs/api-contract.md#responses-errors-and-timeouts).
  {
    fault: '302 without Location',
    response: [say(response('', {}, '302 Found'))],
    pooled: 1,
    expect: refused('ServerError', 302),
  },
  { fault: '302 to no address', response: redirect('http://[::nowhere'), pooled: 1, expect: NOT_FOLLOWED },
  { fault: '302 to ftp', response: redirect('ftp://127.0.0.1/file'), pooled: 1, expect: NOT_FOLLOWED },
  { fault: '302 to a file', response: redirect('file:///etc/hostname'), pooled: 1, expect: NOT_FOLLOWED },
  {
    fault: '302 whose body never comes',
    response: (request) =>
      isMoved(request) ? GOOD : [say(head({ location: MOVED, 'content-length': BODY.length }, '302 Found'))],
    pooled: 1,
    expect: success({ requests: 2 }),
  },
];

export default [...loops, ...sameOrigin, ...elsewhere, ...unusable].map((cell) => ({
  protocol: 'HTTP/1.1',
  point: 'redirect',
  ...cell,
}));
