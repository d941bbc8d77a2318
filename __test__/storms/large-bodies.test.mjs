// Bodies of many MB: a request arrives whole, a response equals what `JSON.parse` would return, and the event loop runs
// while it arrives (src/core/crossing/json_chunks.rs, lib/dispatcher.js).
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, afterEach, describe, test } from 'node:test';
import { clientOf, rejectionOf } from '../support/client.mjs';
import { isCollected } from '../support/garbage.mjs';
import { send, serve } from '../support/server.mjs';

const MB = 1024 * 1024;
let body = '';
const server = await serve((_request, response) => send(response, { body }));
after(() => server.close());
const client = clientOf(server);
const responseOf = (text) => {
  body = text;
  return client.session.list();
};

/** `bytes` of JSON: elements for an array. */
const elements = (element, bytes) =>
  Array(Math.ceil(bytes / (element.length + 2)))
    .fill(element)
    .join(', ');
const SESSION = JSON.stringify({ id: 'vs_1', status: 'complete', report: { note: 'a "],[{" of text' } });
const sessions = elements(SESSION, 2 * MB);

test('metadata of 64 MB arrive whole', async () => {
  const sha = (text) => createHash('sha256').update(text).digest('hex');
  const metadata = { blob: 'é'.repeat(32 * MB) };
  body = '{}';
  await clientOf(server, { timeoutMs: 60_000 }).session.create({ metadata });
  assert.equal(sha(server.requests.at(-1).body), sha(JSON.stringify({ metadata })));
});

describe('a large response', { timeout: 60_000 }, () => {
  const BODIES = {
    'is an object with its list in place': `{"hasMore":true, "sessions" : [ ${sessions} ], "nextCursor":"c"}`,
    'has elements of every kind': `{"sessions":[${elements('1,"a",null,[[]],{},-1.5e3,true', 2 * MB)}]}`,
    'has characters beyond ASCII': `{"sessions":[${elements('{"name":"Jürgen 名 😀"}', 2 * MB)}]}`,
    'has one element that is large itself': `{"a":[],"sessions":[{"text":"${'x'.repeat(2 * MB)}"}, 2]}`,
    'has a name that is special to JavaScript': `{"__proto__":[${sessions}],"1":2}`,
    'has a name twice': `{"sessions":[${sessions}],"sessions":[1]}`,
    'has two large arrays': `{"sessions":[${sessions}],"more":[${sessions}]}`,
    'is an array itself': ` [ ${sessions} ] `,
    'is an array itself, of arrays and strings beyond ASCII': `[${elements('[],"é",[["名"]]', 2 * MB)}]`,
    'has no array': `{"text":"${'x'.repeat(2 * MB)}"}`,
    'has an empty list': `{"sessions":[${' '.repeat(2 * MB)}]}`,
  };
  for (const [title, text] of Object.entries(BODIES))
    test(`${title}, as JSON.parse gives it`, async () => {
      const response = await responseOf(text);
      assert.deepEqual(response, JSON.parse(text));
      assert.deepEqual(Object.keys(response), Object.keys(JSON.parse(text)));
    });

  test('that is not JSON at its very end is an error, not half a response', async () => {
    for (const [begin, end] of [
      ['{"sessions":[', ',]}'],
      ['{"sessions":[', ']'],
      ['{"sessions":[', ']}}'],
      ['[', ''],
      ['[', ',]'],
      ['[', '][]'],
    ]) {
      const error = await rejectionOf(responseOf(begin + sessions + end));
      assert.deepEqual([error.type, error.response.status], ['response_error', 200], end);
    }
  });

  test('and others that come with it each get what is theirs', async () => {
    const numbers = [0, 1, 2, 3];
    const own = await serve((request, response) => {
      const number = new URL(request.url, 'http://x').searchParams.get('search');
      send(response, { body: `{"number":${number},"sessions":[${elements(`"of ${number}"`, 2 * MB)}]}` });
    });
    after(() => own.close());
    const responses = await Promise.all(
      numbers.map((number) => clientOf(own).session.list({ search: `${number}` })),
    );
    for (const [at, { number, sessions: list }] of responses.entries()) {
      assert.equal(number, at);
      assert.ok(list.length > 1e5 && list.every((text) => text === `of ${at}`));
    }
  });

  test('is collected when the caller drops it: no array of it stays', async () => {
    const list = new WeakRef((await responseOf(`{"sessions":[${sessions}]}`)).sessions);
    assert.ok(await isCollected(list));
  });

  for (const [title, begin, end] of [
    ['an array in an object', '{"sessions":[', ']}'],
    ['an array', '[', ']'],
  ])
    test(`lets the event loop turn again and again while it is parsed: ${title}`, async () => {
      let [turns, ended] = [0, false];
      const turn = () => {
        turns += 1;
        if (!ended) setImmediate(turn);
      };
      const parse = JSON.parse;
      // Counted from the first chunk on: before that the response is under way.
      let [from, longest] = [undefined, 0];
      JSON.parse = (text) => {
        from ??= turns;
        longest = Math.max(longest, text.length);
        return parse(text);
      };
      setImmediate(turn);
      await responseOf(begin + elements(SESSION, 8 * MB) + end).finally(() => {
        ended = true;
        JSON.parse = parse;
      });
      // 256 KB a turn.
      assert.ok(turns - from >= 30, `${turns - from} turns`);
      assert.ok(longest < 65 * 1024, `a string of ${longest} characters was parsed at once`);
    });
});

describe('a fault while a large response is put together', { timeout: 60_000 }, () => {
  const parse = JSON.parse;
  afterEach(() => {
    JSON.parse = parse;
  });

  test('ends that call, and the next ones are well', async () => {
    let chunks = 0;
    JSON.parse = (text) => {
      chunks += 1;
      if (chunks === 3) throw new RangeError('on purpose');
      return parse(text);
    };
    const error = await rejectionOf(responseOf(`{"sessions":[${sessions}]}`));
    JSON.parse = parse;
    assert.deepEqual([error.name, error.cause?.message], ['InternalError', 'on purpose']);
    assert.deepEqual(await responseOf('{"sessions":[1]}'), { sessions: [1] });
  });
});

describe('the limits of a response', { timeout: 60_000 }, () => {
  const deep = (levels) => '['.repeat(levels) + ']'.repeat(levels);
  const many = (containers) =>
    `[${Array(containers - 1)
      .fill('{}')
      .join(',')}]`;
  const inString = `["${'['.repeat(2000)}","\\"${'{'.repeat(2000)}"]`;

  for (const [title, text] of [
    ['1,000 levels', deep(1000)],
    ['1,000,000 objects and arrays', many(1_000_000)],
    ['any number of brackets in strings', inString],
  ])
    test(`let ${title} through`, async () => {
      // `assert` would compare so much for many seconds.
      assert.equal(JSON.stringify(await responseOf(text)), JSON.stringify(JSON.parse(text)));
    });

  for (const [title, text, said] of [
    ['1,001 levels', deep(1001), /nested deeper than 1000 levels/],
    ['64 MiB of brackets', '['.repeat(64 * MB), /nested deeper than 1000 levels/],
    ['1,000,001 objects and arrays', many(1_000_001), /more than 1000000 objects and arrays/],
  ])
    test(`reject ${title} before JavaScript parses them, and nothing is sent again`, async () => {
      const before = server.requests.length;
      body = text;
      const error = await rejectionOf(clientOf(server, { maxRetries: 2 }).session.list());
      assert.deepEqual([error.name, error.response.status, error.outcome], ['ResponseError', 200, 'unknown']);
      assert.match(error.message, said);
      assert.equal(server.requests.length, before + 1);
    });

  test('make a plain sentence of an error whose envelope goes beyond them', async () => {
    const envelope = `{"error":{"type":"validation_error","code":"c","message":"m","a":${deep(1000)}}}`;
    const own = await serve((_request, response) => send(response, { status: 404, body: envelope }));
    after(() => own.close());
    const error = await rejectionOf(clientOf(own).session.list());
    assert.deepEqual(
      [error.name, error.response.status, error.error, error.apiMessage],
      ['NotFoundError', 404, undefined, undefined],
    );
    assert.match(error.message, /^session\.list failed: .* responded 404 with \d+ bytes/);
  });
});
