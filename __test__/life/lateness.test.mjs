// Answers do not starve the event loop: while they come in, a timer is at most 50 ms later than in an idle process that
// is watched at the same time, so that a busy machine counts against both.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { send, serve } from '../support/server.mjs';
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
    stream: { title: 'thousands of answers and lists of 300 KB stream in', answers: 4120 },
    burst: { title: 'thousands of answers have piled up', answers: 2000 },
  };
  for (const [load, { title, answers }] of Object.entries(LOADS))
    test(title, async (context) => {
      const idle = start('lateness.mjs', { args: ['idle'] });
      const busy = await worst(start('lateness.mjs', { args: [load, server.url] }));
      idle.child.stdin.end();
      const least = await worst(idle);
      context.diagnostic(`worst ${busy.worst.toFixed(1)} ms, idle ${least.worst.toFixed(1)} ms`);
      assert.equal(busy.answers, answers);
      assert.ok(busy.worst < least.worst + MOST_LATE_MS, `${busy.worst} ms, idle ${least.worst} ms`);
    });
});
