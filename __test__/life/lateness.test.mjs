// Responses don't starve the event loop: while they arrive, a timer is at most 50 ms later than in an idle process that
// is measured at the same time, so that a busy machine affects both.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { brotli, LARGE_ARRAYS } from '../support/coded.mjs';
import { send, serve } from '../support/server.mjs';
import { median } from './support/numbers.mjs';
import { start } from './support/program.mjs';

const MOST_LATE_MS = 50;
const LIST_BYTES = 300 * 1024;

function list() {
  const session = { id: 'session', status: 'complete', note: 'x'.repeat(900), at: 1789000000000 };
  const sessions = Array(Math.ceil(LIST_BYTES / JSON.stringify(session).length)).fill(session);
  return JSON.stringify({ sessions, pagination: { hasMore: false } });
}

let server;
before(async () => {
  const body = list();
  server = await serve(({ url }, response) => send(response, url === '/langs' ? {} : { body }));
});
after(() => server.close());

async function worst(program) {
  const result = JSON.parse(await program.line());
  await program.ended;
  return result;
}

describe('a timer is not late while', () => {
  const LOADS = {
    stream: { title: 'thousands of responses and lists of 300 KB stream in', responses: 4120 },
    burst: { title: 'thousands of responses have piled up', responses: 2000 },
  };
  for (const [load, { title, responses }] of Object.entries(LOADS))
    test(title, async (context) => {
      const idle = start('lateness.mjs', { args: ['idle'] });
      const busy = await worst(start('lateness.mjs', { args: [load, server.url] }));
      idle.child.stdin.end();
      const least = await worst(idle);
      context.diagnostic(`worst ${busy.worst.toFixed(1)} ms, idle ${least.worst.toFixed(1)} ms`);
      assert.equal(busy.responses, responses);
      assert.ok(busy.worst < least.worst + MOST_LATE_MS, `${busy.worst} ms, idle ${least.worst} ms`);
    });
});

// As late as that beside other calls, a timeout is still one; seconds would not be.
const MOST_LATE_CALL_MS = 250;
/** On a busy machine, a single one may come later. */
const MOST_LATE_EVER_MS = 1000;
const LARGE = 64 * 1024 * 1024;

/** JSON of exactly that many bytes: an array of that element. */
function listOf(element, bytes) {
  const json = Buffer.from(JSON.stringify(element));
  const elements = Array(Math.floor(bytes / (json.length + 1)) - 1).fill(json.toString());
  return `{"sessions":[${elements.join(',')}]}`;
}

describe('a healthy call, a timeout and an abort are not late beside', { timeout: 240_000 }, () => {
  const SESSION = { id: 'session', report: { note: 'x'.repeat(900), steps: [1, { ok: true }] } };
  // Less than the limit by the quotation marks and commas.
  const decoded = LARGE - 128 * 1024;
  const ATTACKS = {
    br: { title: '100 brotli bodies of 64 MiB', calls: 100, body: () => LARGE_ARRAYS.br(decoded) },
    gzip: { title: '100 gzip bodies of 64 MiB', calls: 100, body: () => LARGE_ARRAYS.gzip(decoded) },
    zstd: { title: '100 zstd bodies of 64 MiB', calls: 100, body: () => LARGE_ARRAYS.zstd(decoded) },
    escaping: {
      title: '20 lists of 64 MiB that are not ASCII',
      calls: 20,
      body: () => brotli(listOf({ name: 'Zoë Ångström 北京 '.repeat(30) }, LARGE)),
    },
    chunking: {
      title: '20 lists of 64 MiB',
      calls: 20,
      body: () => brotli(listOf(SESSION, LARGE)),
    },
    medium: {
      title: '100 lists of 900 KB that are not ASCII',
      calls: 100,
      body: () => brotli(listOf({ name: 'Zoë Ångström 北京 '.repeat(30) }, 900 * 1024)),
    },
  };
  for (const [name, { title, calls, body }] of Object.entries(ATTACKS))
    test(title, async (context) => {
      const coding = name in LARGE_ARRAYS ? name : 'br';
      const reply = { body: body(), headers: { 'content-encoding': coding } };
      const large = [];
      const attacker = await serve(({ url }, response) => {
        if (url.startsWith('/large') || url === '/go') large.push(response);
        else if (!url.includes('silence')) send(response, {});
        if (large.length > calls) for (const waiting of large.splice(0)) send(waiting, reply);
      });
      context.after(() => attacker.close());
      const idle = start('healthy-neighbors.mjs', { args: ['0', attacker.url] });
      const busy = await worst(start('healthy-neighbors.mjs', { args: [String(calls), attacker.url] }));
      idle.child.stdin.end();
      const least = await worst(idle);
      context.diagnostic(
        `${reply.body.length} bytes; ${JSON.stringify(busy)}, idle ${JSON.stringify(least)}`,
      );
      for (const end of ['healthy', 'timeout', 'abort']) {
        const [usually, worst] = [median, (times) => Math.max(...times)].map(
          (of) => of(busy.late[end]) - of(least.late[end]),
        );
        assert.ok(usually < MOST_LATE_CALL_MS, `${end}: ${usually} ms later than in an idle process`);
        assert.ok(worst < MOST_LATE_EVER_MS, `${end}: ${worst} ms later at the worst`);
      }
    });
});
