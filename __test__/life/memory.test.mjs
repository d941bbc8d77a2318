// All response bodies of a process share one memory budget (src/core/memory.rs), however small they are on the wire.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LARGE_ARRAYS } from '../support/coded.mjs';
import { send, serve } from '../support/server.mjs';
import { start } from './support/program.mjs';

const MIB = 1024 * 1024;
/** The budget is 256 MiB; Node.js itself, V8's copies that are not collected yet and two large bodies come on top. */
const MOST_MIB = 750;

describe('memory is bounded with', { timeout: 240_000 }, () => {
  const STORMS = {
    '400 brotli bodies of 8 MiB at once': { calls: 400, coding: 'br', bytes: 8 * MIB },
    '50 gzip bodies of 60 MiB at once': { calls: 50, coding: 'gzip', bytes: 60 * MIB },
    '200 zstd bodies of 8 MiB at once': { calls: 200, coding: 'zstd', bytes: 8 * MIB },
  };
  for (const [title, { calls, coding, bytes }] of Object.entries(STORMS))
    test(title, async (context) => {
      const reply = { body: LARGE_ARRAYS[coding](bytes), headers: { 'content-encoding': coding } };
      const server = await serve((_request, response) => send(response, reply));
      context.after(() => server.close());
      const program = start('large-bodies.mjs', { args: [String(calls), server.url], longestMs: 200_000 });
      const { succeeded, peak } = JSON.parse(await program.line());
      context.diagnostic(`${reply.body.length} bytes on the wire; ${peak.toFixed(0)} MiB at most`);
      assert.equal(succeeded, calls);
      assert.ok(peak < MOST_MIB, `${peak} MiB`);
    });
});
