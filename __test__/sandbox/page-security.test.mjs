// Text and forms of attackers on the pages of the sandbox: text stays text, and forms of other sites are refused.

import assert from 'node:assert/strict';
import { afterEach, before, beforeEach, describe, test } from 'node:test';
import fc from 'fast-check';
import { startSandbox } from '../../sandbox/index.mjs';
import { load, opened, sendForm } from '../support/sandbox-page.mjs';

let sandbox;
const start = async (options) => {
  sandbox = await startSandbox({ seed: 1, ...options });
};
afterEach(() => sandbox.close());

describe('hostile text', () => {
  const PAYLOADS = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '</title><script>alert(1)</script>',
    '</textarea><svg onload=alert(1)>',
    '<!-- -->',
    ']]><script>alert(1)</script>',
    'javascript:alert(1)',
    '&lt;script&gt;',
    '\\"; n0 [URL="javascript:alert(1)"]; //',
    '<a xlink:href="javascript:alert(1)">x</a>',
    '\u202e\u0000\ud800 \u2028',
  ];

  const settingsOf = (text) => ({
    clientReferenceId: `r${text}`,
    metadata: { [`k${text}`]: text },
    flow: [
      { id: 'in', type: 'start', outcome: `a${text}` },
      {
        id: `a${text}`,
        type: 'conversation',
        prompt: `p${text}`,
        outcomes: [
          { id: `x${text}`, targetNodeId: `b${text}`, condition: `c${text}` },
          { id: `y${text}`, targetNodeId: `gone${text}`, condition: '' },
        ],
      },
      {
        id: `b${text}`,
        type: 'field_condition',
        rules: [{ left: { field: `f${text}` }, operator: `o${text}`, outcome: 'out' }],
        default: `a${text}`,
      },
      { id: `t${text}`, type: `t${text}` },
      { id: 'out', type: 'end' },
    ],
  });

  /** Tags with the names of their attributes, sorted: text that stays text changes none of them. */
  const skeleton = (html) =>
    [...html.matchAll(/<([!/]?[a-z][\w-]*)((?:"[^"]*"|[^">])*)>/gi)]
      .map(([, name, rest]) => `${name} ${rest.replace(/"[^"]*"/g, '').match(/[\w:-]+=?/g) ?? ''}`.trim())
      .sort();

  /** All pages that show a session. */
  const pagesOf = async (text) => {
    const visitor = await opened(sandbox, settingsOf(text));
    const board = await load(`${sandbox.url}/_sandbox/`);
    const details = await load(`${sandbox.url}/_sandbox/sessions/${visitor.id}`);
    await visitor.step(0, `x${text}`);
    const second = await load(visitor.page.url);
    const left = await visitor.leave();
    sandbox.reset();
    return [visitor.page, board, details, second, left].map(({ html }) => skeleton(html));
  };

  let plain;
  before(async () => {
    await start({ lenient: true });
    plain = await pagesOf('harmless');
    await sandbox.close();
  });
  beforeEach(() => start({ lenient: true }));

  for (const text of PAYLOADS)
    test(`${JSON.stringify(text)} stays text`, async () => {
      assert.deepEqual(await pagesOf(text), plain);
    });

  test('of any kind stays text', async () => {
    // Without braces and other scripts, which the flow check reports: a finding adds elements.
    const letters = fc.string({ unit: 'grapheme-ascii' }).map((letters) => letters.replace(/[{}]/g, ''));
    const pieces = fc.constantFrom('<', '>', '"', "'", '&', '=', '/', '<script>', '-->', '\\', 'onload=');
    const texts = fc.array(fc.oneof(pieces, letters), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(texts, async (parts) => assert.deepEqual(await pagesOf(parts.join('')), plain)),
      { numRuns: 40 },
    );
  });

  test('has no script to run: every page forbids all but the files of the sandbox', async () => {
    const { page } = await opened(sandbox);
    const missing = await load(`${sandbox.url}/play?cs=none`);
    const board = await load(`${sandbox.url}/_sandbox/`);
    for (const { headers } of [page, missing, board]) {
      const policy = headers['content-security-policy'];
      assert.match(policy, /default-src 'none'/);
      assert.match(policy, /script-src 'self'/);
      assert.doesNotMatch(policy, /unsafe|\*|https?:/);
      assert.equal(headers['x-content-type-options'], 'nosniff');
    }
  });
});

describe('who may send the forms', () => {
  beforeEach(() => start());

  const SENDERS = [
    ['its own page', { origin: 'own' }, 200],
    ['a page of another site', { origin: 'https://evil.example' }, 403],
    ['a page without an origin', { origin: 'null' }, 403],
    ['a program that gives no origin', {}, 415],
    ['a frame of another site', { origin: 'own', 'sec-fetch-site': 'cross-site' }, 403],
  ];
  for (const [name, headers, status] of SENDERS)
    test(`${name}: ${status}`, async () => {
      const visitor = await opened(sandbox);
      const given = headers.origin === 'own' ? { ...headers, origin: sandbox.url } : headers;
      assert.equal((await visitor.send('step', { index: 0, outcome: '"ready"' }, given)).status, status);
      assert.equal(sandbox.sessions.get(visitor.id).report.nodeReports.length, status === 200 ? 1 : 0);
    });

  test('elsewhere forms get 415, even from its own page', async () => {
    const headers = { origin: sandbox.url };
    for (const path of ['/_sandbox/faults', '/sessions']) {
      assert.equal((await sendForm(sandbox.url + path, { status: '503' }, headers)).status, 415, path);
    }
    assert.equal(sandbox.pendingFaults, 0);
  });
});

describe('files of the pages', () => {
  beforeEach(() => start());

  for (const [name, type] of [
    ['page.css', 'text/css'],
    ['play.js', 'text/javascript'],
    ['board.js', 'text/javascript'],
    ['icon.svg', 'image/svg+xml'],
  ])
    test(`${name} is served, and loads nothing from elsewhere`, async () => {
      const file = await load(`${sandbox.url}/play/assets/${name}`);
      assert.equal(file.status, 200);
      assert.ok(file.headers['content-type'].startsWith(type));
      assert.doesNotMatch(file.html.replace('http://www.w3.org/2000/svg', ''), /https?:|url\(|@import/);
    });

  for (const name of ['', 'none.js', '..%2findex.js', '../index.js', 'constructor'])
    test(`${JSON.stringify(name)} is not served`, async () => {
      assert.equal((await load(`${sandbox.url}/play/assets/${name}`)).status, 404);
    });
});
