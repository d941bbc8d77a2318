// docs/recipes: pino with the callId, and OpenTelemetry, which exports over HTTP.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { loggedClient, requestLog } from '../docs/recipes/code/logging/pino-calls.mjs';
import { KEY, QUICK, rejectionOf } from './support/client.mjs';
import { send, serve } from './support/server.mjs';

/** A pino logger, and the lines that it writes. */
function collected() {
  const lines = [];
  const write = (line, _encoding, done) => done(void lines.push(JSON.parse(line)));
  return { lines, log: pino({}, new Writable({ write })) };
}

test('pino: retries and results are lines of the request that made the call', async (t) => {
  const statuses = [503, 200, 404];
  const server = await serve((_request, response, index) => send(response, { status: statuses[index] }));
  t.after(server.close);
  const { lines, log } = collected();
  const options = { auth: KEY, serverUrl: server.url, proxy: false, maxRetries: 1, retry: QUICK };
  const client = loggedClient(options, log);
  await requestLog.run(log.child({ reqId: 7 }), () => client.langs.retrieve());
  await rejectionOf(client.session.retrieve({ sessionId: 's1' }));
  assert.deepEqual(
    lines.map(({ level, reqId, msg, operation }) => [level, reqId, msg, operation]),
    [
      [40, 7, 'FaceSign call is retried', 'langs.retrieve'],
      [30, 7, 'FaceSign call succeeded', 'langs.retrieve'],
      [50, undefined, 'FaceSign call failed', 'session.retrieve'],
    ],
  );
  assert.equal(lines[0].callId, lines[1].callId);
  assert.equal(lines[2].err.code ?? lines[2].err.type, 'NotFoundError');
});

const TRACING = fileURLToPath(new URL('../docs/recipes/code/opentelemetry/tracing.mjs', import.meta.url));
const PROGRAM = `
  import Client from '@facesignai/api-native';
  await new Client({ proxy: false }).langs.retrieve();
  // Signals don't keep a process alive; a server's socket does.
  const socket = setInterval(() => {}, 1000);
  process.once('SIGTERM', () => clearInterval(socket));
  process.kill(process.pid, 'SIGTERM');
`;

test('OpenTelemetry: a call is exported as a span, and the server gets its traceparent', async (t) => {
  const exported = [];
  const server = await serve((request, response) => {
    if (request.url === '/v1/traces') exported.push(request.body);
    send(response, {});
  });
  t.after(server.close);
  const env = {
    ...process.env,
    FACESIGN_API_KEY: KEY,
    OTEL_EXPORTER_OTLP_ENDPOINT: server.url,
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
  };
  const program = PROGRAM.replace('proxy: false', `proxy: false, serverUrl: '${server.url}'`);
  const args = ['--import', TRACING, '--input-type=module', '--eval', program];
  const child = spawn(process.execPath, args, { env, cwd: fileURLToPath(new URL('..', import.meta.url)) });
  t.after(() => child.kill());
  await once(child, 'exit');
  const { headers } = server.requests.find(({ url }) => url === '/langs');
  assert.match(headers.traceparent, /^00-[\da-f]{32}-[\da-f]{16}-01$/);
  assert.ok(exported.some((body) => body.includes('GET /langs') && body.includes('facesign.call_id')));
});
