// The addon in several realms and processes at once: vm contexts like Jest's, fork, and cluster.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { send, serve } from '../support/server.mjs';
import { start } from './support/program.mjs';

let server;
before(async () => {
  const reply = ({ url }) => (url === '/langs' ? {} : { status: 404 });
  server = await serve((request, response) => send(response, reply(request)));
});
after(() => server.close());

const PROGRAMS = {
  'in vm contexts, concurrent calls succeed and errors are distinguished across realms': {
    program: 'contexts.mjs',
    printed: { responses: 80, copies: 4, distinguished: 4 },
  },
  'in vm contexts that are dropped: they are collected': {
    program: 'dropped-contexts.mjs',
    flags: ['--expose-gc'],
    printed: { contexts: 20, collected: 20 },
  },
  'reloaded again and again: earlier copies are collected': {
    program: 'reloaded.mjs',
    flags: ['--expose-gc'],
    printed: { loads: 20, collected: 19 },
  },
  'in a forked child and its parent': {
    program: 'forked.mjs',
    printed: { inChild: 20, code: 0, own: 40 },
  },
  'in the workers of a cluster, which end on request': {
    program: 'clustered.mjs',
    printed: { responses: 40, codes: [0, 0] },
  },
};

for (const [name, { program, flags, printed }] of Object.entries(PROGRAMS))
  test(name, async () => {
    const { line, ended } = start(program, { args: [server.url], flags });
    assert.deepEqual(JSON.parse(await line()), printed);
    const { code, signal, stderr } = await ended;
    assert.deepEqual([code, signal, stderr], [0, null, '']);
  });
