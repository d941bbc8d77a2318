// The address of a call (docs/api-contract.md#server-url-and-path). A row that differs from the old SDK says why in
// `deliberate`.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, beforeEach, test } from 'node:test';
import fc from 'fast-check';
import Client from '../../index.js';
import { clientOf, rejectionOf, thrownBy } from '../support/client.mjs';
import { anyText } from '../support/generators.mjs';
import { startRecorder } from '../support/recorder.mjs';

const recorder = await startRecorder();
after(recorder.close);
beforeEach(() => recorder.take());

const client = clientOf(recorder);

const ADDRESSES = [
  { rule: 'the path follows the address', suffix: '', url: '/langs' },
  { rule: 'a trailing slash stays', suffix: '/', url: '//langs' },
  { rule: 'a prefix stays', suffix: '/v1', url: '/v1/langs' },
  { rule: 'a prefix with a trailing slash stays', suffix: '/v1/', url: '/v1//langs' },
  { rule: 'escapes in a prefix stay', suffix: '/a%20b%2Fc', url: '/a%20b%2Fc/langs' },
  { rule: 'a space in a prefix is escaped', suffix: '/a b', url: '/a%20b/langs' },
  { rule: 'dots in a prefix are resolved', suffix: '/a/../b', url: '/b/langs' },
];

const ONE_SEGMENT = 'an id is one path segment: it cannot lead to another endpoint';
const REFUSED = 'refused before it is sent: it would ask for something else';

const IDS = [
  { id: 'ses_123-ABC', segment: 'ses_123-ABC' },
  { id: 'a b', segment: 'a%20b' },
  { id: 7, segment: '7' },
  { id: 'é€😀', segment: '%C3%A9%E2%82%AC%F0%9F%98%80' },
  { id: "a:b@c;d=e,f+g&h!i'j(k)*~$|[l]", segment: 'a:b@c;d=e,f+g&h!i%27j(k)*~$%7C[l]' },
  { id: '...', segment: '...' },
  { id: 'a/b', segment: 'a%2Fb', deliberate: ONE_SEGMENT },
  { id: 'a\\b', segment: 'a%5Cb', deliberate: ONE_SEGMENT },
  { id: 'a?x=1', segment: 'a%3Fx=1', deliberate: ONE_SEGMENT },
  { id: 'a#f', segment: 'a%23f', deliberate: ONE_SEGMENT },
  { id: '../langs', segment: '..%2Flangs', deliberate: ONE_SEGMENT },
  { id: '%2e%2e', segment: '%252e%252e', deliberate: ONE_SEGMENT },
  { id: '%', segment: '%25', deliberate: ONE_SEGMENT },
  { id: ' a\t\n', segment: '%20a%09%0A', deliberate: ONE_SEGMENT },
  { id: '', deliberate: REFUSED },
  { id: '.', deliberate: REFUSED },
  { id: '..', deliberate: REFUSED },
  { id: undefined, deliberate: REFUSED },
  { id: null, deliberate: REFUSED },
];

const CALLS = { retrieve: '', createClientSecret: '/refresh' };

for (const { rule, suffix, url } of ADDRESSES) {
  test(`${rule}: …${suffix} asks for ${url}`, async () => {
    await clientOf({ url: recorder.url + suffix }).langs.retrieve();
    assert.equal(recorder.take()[0].url, url);
  });
}

for (const [call, end] of Object.entries(CALLS)) {
  for (const { id, segment, deliberate } of IDS.filter((row) => row.segment !== undefined)) {
    test(`${call} of ${JSON.stringify(id)} asks for /sessions/${segment}${end}${why(deliberate)}`, async () => {
      await client.session[call]({ sessionId: id });
      const [{ method, url }] = recorder.take();
      assert.equal(`${method} ${url}`, `GET /sessions/${segment}${end}`);
    });
  }

  for (const { id, deliberate } of IDS.filter((row) => row.segment === undefined)) {
    test(`${call} of ${JSON.stringify(id)} sends nothing and names sessionId${why(deliberate)}`, async () => {
      const error = await rejectionOf(client.session[call]({ sessionId: id }));
      assert.ok(error instanceof Client.ConfigurationError);
      assert.equal(error.param, 'sessionId');
      assert.match(error.message, /sessionId/);
      assert.deepEqual(recorder.take(), []);
    });
  }

  test(`${call}() without an argument rejects (deliberate: the old SDK threw)`, async () => {
    const pending = client.session[call]();
    assert.ok(pending instanceof Promise);
    assert.equal((await rejectionOf(pending)).param, 'sessionId');
  });

  test(`${call} of any id asks for what the old SDK asked for, but that / \\ ? # % stay in the segment`, async () => {
    await fc.assert(
      fc.asyncProperty(anyText({ minLength: 1 }), async (sessionId) => {
        fc.pre(sessionId !== '.' && sessionId !== '..');
        await client.session[call]({ sessionId });
        // biome-ignore lint/suspicious/noControlCharactersInRegex: an address parser drops or trims these
        const escaped = sessionId.replace(/[/\\?#%^\x00-\x20]/g, encodeURIComponent);
        const { pathname } = new URL(`http://h/sessions/${escaped}${end}`);
        // node-fetch hands the address on to Node's older parser, which escapes two characters more.
        assert.equal(recorder.take()[0].url, pathname.replaceAll("'", '%27').replaceAll('|', '%7C'));
      }),
    );
  });
}

test('an id with half a character is sent with the mark for it, as an address parser does', async () => {
  await client.session.retrieve({ sessionId: 'a\ud800' });
  assert.equal(recorder.take()[0].url, '/sessions/a%EF%BF%BD');
});

// One proxy for all of these, so that they share one transport, which reads the system's certificates once.
const proxy = await startRecorder();
after(proxy.close);

for (const auth of ['sk_live_1', 'sk_test_1', 'other']) {
  for (const serverUrl of [undefined, null, '']) {
    const title = `with serverUrl ${JSON.stringify(serverUrl)} the key ${auth} goes to https://api.facesign.ai`;
    test(title, { timeout: 30_000 }, async () => {
      const asked = once(proxy.server, 'connect');
      const refused = rejectionOf(clientOf(proxy, { auth, serverUrl, proxy: proxy.url }).langs.retrieve());
      const [request, socket] = await asked;
      socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n');
      assert.equal(request.url, 'api.facesign.ai:443');
      assert.ok((await refused) instanceof Client.ConnectionError);
    });
  }
}

test('a serverUrl that is not an address is rejected at once (deliberate: the old SDK let each call reject)', () => {
  const error = thrownBy(() => new Client({ serverUrl: 'no address' }));
  assert.ok(error instanceof Client.ConfigurationError);
  assert.equal(error.param, 'serverUrl');
});

function why(deliberate) {
  return deliberate ? ` (deliberate: ${deliberate})` : '';
}
