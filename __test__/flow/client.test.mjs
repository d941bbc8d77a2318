// The client option flowCheck: off by default; what it logs, and what it rejects before anything is sent.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Client, ConfigurationError } from '@facesignai/api-native';
import { clientOf, rejectionOf, thrownBy } from '../support/client.mjs';
import { startRecorder } from '../support/recorder.mjs';

const GOOD = {
  metadata: {},
  flow: [
    { id: 'start', type: 'start', outcome: 'end' },
    { id: 'end', type: 'end' },
  ],
};
/** Two errors and a warning. */
const BAD = {
  metadata: {},
  flow: [
    { id: 'start', type: 'start', outcome: 'camera' },
    {
      id: 'camera',
      type: 'permissions',
      outcomes: { permissionsGranted: 'face', permissionsDenied: 'nowhere' },
    },
    { id: 'face', type: 'face_scan', outcomes: { passed: 'end', notPassed: 'end', cancelled: 'end' } },
    { id: 'end', type: 'end' },
  ],
};
/** One finding that is only worth knowing. */
const WORTH_KNOWING = {
  metadata: {},
  flow: [
    { ...GOOD.flow[0], outcome: 'call' },
    { id: 'call', type: 'external_call', outcome: 'end' },
    GOOD.flow[1],
  ],
};

let server;
before(async () => {
  server = await startRecorder();
});
beforeEach(() => server.take());
after(() => server.close());

/** A logger that keeps its lines, and the client that has it. */
function logging(flowCheck, options) {
  const lines = [];
  const keep = (level) => (message, fields) => lines.push({ level, message, fields });
  const logger = { debug: () => {}, info: keep('info'), warn: keep('warn'), error: keep('error') };
  return { lines, client: clientOf(server, { flowCheck, logger, ...options }) };
}

test('without the option nothing is checked', async () => {
  const { lines, client } = logging(undefined);
  await client.session.create(BAD);
  assert.equal(server.take().length, 1);
  assert.deepEqual(lines, []);
});

test("'off' is the same", async () => {
  const { lines, client } = logging('off');
  await client.session.create(BAD);
  assert.equal(server.take().length, 1);
  assert.deepEqual(lines, []);
});

describe("'error'", () => {
  test('rejects a flow that cannot work, with all findings, and sends nothing', async () => {
    const error = await rejectionOf(clientOf(server, { flowCheck: 'error' }).session.create(BAD));
    assert.ok(error instanceof ConfigurationError);
    assert.equal(error.param, 'flow');
    assert.equal(error.operation, 'session.create');
    assert.equal(error.outcome, 'not_sent');
    assert.equal(
      error.message,
      "flow can't work, so session.create was not sent: flow[1].outcomes.permissionsDenied: no node has the id " +
        '"nowhere" (links/target), and 1 more in err.findings',
    );
    assert.deepEqual(
      error.findings.map(({ severity, rule }) => `${severity} ${rule}`),
      [
        'error links/target',
        'warning camera/after-permissions',
        'error links/all-outcomes',
        'warning camera/warm-up',
      ],
    );
    assert.equal(server.take().length, 0);
  });

  test('names no further errors where there is one', async () => {
    const flow = [GOOD.flow[0], { id: 'end', type: 'end' }, { id: 'end', type: 'end' }];
    const error = await rejectionOf(clientOf(server, { flowCheck: 'error' }).session.create({ flow }));
    assert.match(error.message, /\(structure\/unique-id\)$/);
  });

  test('keeps the findings out of logs', async () => {
    const error = await rejectionOf(clientOf(server, { flowCheck: 'error' }).session.create(BAD));
    assert.ok(!Object.keys(error).includes('findings'));
    assert.ok(!('findings' in error.toJSON()));
  });

  test('sends a flow without errors, as it is', async () => {
    await clientOf(server, { flowCheck: 'error' }).session.create(GOOD);
    const [{ body }] = server.take();
    assert.deepEqual(JSON.parse(body), GOOD);
  });

  test('checks what is sent, after toJSON', async () => {
    const flow = { toJSON: () => GOOD.flow };
    await clientOf(server, { flowCheck: 'error' }).session.create({ metadata: {}, flow });
    assert.equal(server.take().length, 1);
  });

  test('checks no other call', async () => {
    await clientOf(server, { flowCheck: 'error' }).session.retrieve({ sessionId: 's' });
    assert.equal(server.take().length, 1);
  });
});

describe("'warn'", () => {
  test('logs each finding once, and sends the flow', async () => {
    const { lines, client } = logging('warn');
    await client.session.create(BAD);
    await client.session.create(BAD);
    assert.equal(server.take().length, 2);
    assert.deepEqual(
      lines.map(({ level, message }) => `${level} ${message}`),
      [
        'warn [facesign] flow error at flow[1].outcomes.permissionsDenied: no node has the id "nowhere" (links/target)',
        'warn [facesign] flow warning at flow[1].outcomes.permissionsGranted: a face_scan comes directly after ' +
          'permissions (camera/after-permissions)',
        "warn [facesign] flow error at flow[2].outcomes.error: flow[2].outcomes.error isn't linked (links/all-outcomes)",
        'warn [facesign] flow warning at flow[2]: a path leads here without 5 seconds of camera before it (camera/warm-up)',
      ],
    );
    assert.deepEqual(lines[0].fields, {
      rule: 'links/target',
      severity: 'error',
      path: 'flow[1].outcomes.permissionsDenied',
      nodeId: 'camera',
      fix: 'Name the id of a node in this flow',
      docs: 'docs/flow/links.md#linkstarget',
    });
  });

  test('logs what is worth knowing at level info', async () => {
    const quiet = logging('warn');
    await quiet.client.session.create(WORTH_KNOWING);
    assert.deepEqual(quiet.lines, []);
    const { lines, client } = logging('warn', { logLevel: 'INFO' });
    await client.session.create(WORTH_KNOWING);
    assert.deepEqual(
      lines.map(({ level, fields }) => [level, fields.rule]),
      [['info', 'fields/branch-after-call']],
    );
  });

  test('emits a process warning where the client logs no warnings', async () => {
    const warned = once(process, 'warning');
    await clientOf(server, { flowCheck: 'warn' }).session.create({ metadata: {}, flow: [GOOD.flow[0]] });
    const [{ code, message }] = await warned;
    assert.equal(code, 'FACESIGN_FLOW');
    assert.match(message, /^flow error at flow: the flow has no node of type end/);
  });

  test('emits no process warning of what is only worth knowing', async () => {
    const client = clientOf(server, { flowCheck: 'warn' });
    const warned = once(process, 'warning');
    await client.session.create(WORTH_KNOWING);
    await client.session.create({ metadata: {}, flow: [GOOD.flow[0]] });
    assert.match((await warned)[0].message, /^flow error/);
  });

  test('stops at a thousand different findings, so that flows that are made up cost no memory', async () => {
    const { lines, client } = logging('warn');
    const call = (at) => {
      const nodes = Array.from({ length: 60 }, (_, node) => ({
        id: `${at}-${node}`,
        type: 'start',
        outcome: `${at}`,
      }));
      return client.session.create({ metadata: {}, flow: nodes });
    };
    for (let at = 0; at < 20; at += 1) await call(at);
    assert.equal(lines.length, 1000);
  });
});

for (const [value, message] of [
  ['strict', 'flowCheck must be off, warn or error, got a string'],
  [true, 'flowCheck must be off, warn or error, got a boolean'],
])
  test(`a client does not take ${value}`, () => {
    const error = thrownBy(() => new Client({ flowCheck: value }));
    assert.ok(error instanceof ConfigurationError);
    assert.equal(error.param, 'flowCheck');
    assert.equal(error.message, message);
  });
