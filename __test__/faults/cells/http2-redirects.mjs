// Redirects over HTTP/2 with TLS. The rules are those of HTTP/1.1 (redirects.mjs): at most 20, the key only to the same
// origin, never from https to http.
import { connection, either, lost, refused, success } from '../support/expect.mjs';
import { response } from '../support/http1.mjs';
import { END_STREAM, good, status } from '../support/http2.mjs';
import { MOVED } from '../support/requests.mjs';
import { close, say } from '../support/steps.mjs';

const MOST = 20;
const OVER_HTTP2 = { secure: true, alpn: 'h2' };

const redirect = (location, code = 302) => [status(code, END_STREAM, { location })];
const isMoved = ({ path }) => path.startsWith(MOVED);
const onward = (code) => (request) => (isMoved(request) ? good : redirect(MOVED, code));
const away =
  (host = '127.0.0.1', code = 302) =>
  (_request, { other }) =>
    redirect(`${new URL(other.url).protocol}//${host}:${other.port}${MOVED}`, code);

const TOO_MANY = lost({ status: either(undefined, 302), requests: MOST + 1 });
const NOT_FOLLOWED = lost({ status: either(undefined, 302) });
/** At the second server without the key. */
const AT_OTHER = success({ keyed: [1, 0], requests: 1, otherRequests: 1 });

export default [
  { fault: 'a loop of 302', response: redirect(MOVED), expect: TOO_MANY },
  { fault: 'a loop of 307', response: redirect(MOVED, 307), moved: { keeps: true }, expect: TOO_MANY },
  { fault: '302, same origin', response: onward(302), expect: success({ keyed: [2, 0], requests: 2 }) },
  {
    fault: '307, same origin',
    response: onward(307),
    moved: { keeps: true },
    expect: success({ keyed: [2, 0], requests: 2 }),
  },
  { fault: '302 without Location', response: [status(302, END_STREAM)], expect: refused('ServerError', 302) },
  {
    fault: '302 to another port',
    response: away(),
    other: { response: good, ...OVER_HTTP2 },
    expect: AT_OTHER,
  },
  {
    fault: '307 to another host',
    response: away('localhost', 307),
    moved: { keeps: true, host: 'localhost' },
    other: { response: good, ...OVER_HTTP2 },
    expect: AT_OTHER,
  },
  {
    fault: '302 to another host, which speaks HTTP/1.1',
    response: away('localhost'),
    moved: { host: 'localhost' },
    other: { response: [say(response())], secure: true },
    expect: AT_OTHER,
  },
  {
    fault: '302 to a server that closes',
    response: away(),
    other: { response: [close], ...OVER_HTTP2 },
    // The redirecting server had received the whole request by then.
    expect: connection('ECONNRESET', { otherRequests: 3 }),
  },
  {
    fault: '302 to http',
    response: away(),
    other: { response: [say(response())] },
    expect: { ...NOT_FOLLOWED, otherConnections: 0 },
  },
].map((cell) => ({ protocol: 'HTTP/2', point: 'redirect', pooled: 1, ...OVER_HTTP2, ...cell }));
