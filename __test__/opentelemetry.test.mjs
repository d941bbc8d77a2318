// `@facesignai/api-native/opentelemetry` with the real SDK.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, afterEach, test } from 'node:test';
import { instrument } from '@facesignai/api-native/opentelemetry';
import { defaultTextMapSetter, diag, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { metrics, NodeSDK, tracing } from '@opentelemetry/sdk-node';
import { clientOf, KEY, rejectionOf, SETTINGS } from './support/client.mjs';
import { send, serve } from './support/server.mjs';
import { ID, served } from './support/watched.mjs';

// Nothing is exported but to memory.
for (const signal of ['TRACES', 'METRICS', 'LOGS']) process.env[`OTEL_${signal}_EXPORTER`] = 'none';

const spans = new tracing.InMemorySpanExporter();
const measured = new metrics.InMemoryMetricExporter(metrics.AggregationTemporality.DELTA);
const reader = new metrics.PeriodicExportingMetricReader({
  exporter: measured,
  exportIntervalMillis: 2 ** 30,
});
const sdk = new NodeSDK({
  spanProcessors: [new tracing.SimpleSpanProcessor(spans)],
  metricReaders: [reader],
  autoDetectResources: false,
});
sdk.start();
const stop = instrument();
after(() => sdk.shutdown());
after(stop);
afterEach(() => spans.reset());

const TRACEPARENT = /^00-([\da-f]{32})-([\da-f]{16})-01$/;

/** The one span that has ended. */
function onlySpan() {
  const finished = spans.getFinishedSpans();
  assert.equal(finished.length, 1);
  return finished[0];
}

test('CommonJS gets the same function', () => {
  assert.equal(createRequire(import.meta.url)('@facesignai/api-native/opentelemetry').instrument, instrument);
});

test('a call is one CLIENT span by the conventions', async (t) => {
  const { server, client } = await served(t, [200]);
  await client.session.retrieve({ sessionId: ID });
  const { name, kind, status, attributes, events } = onlySpan();
  const { 'facesign.call_id': callId, ...rest } = attributes;
  assert.equal(name, 'GET /sessions/{sessionId}');
  assert.deepEqual([kind, status, events], [SpanKind.CLIENT, { code: SpanStatusCode.UNSET }, []]);
  assert.deepEqual(rest, {
    'http.request.method': 'GET',
    'server.address': '127.0.0.1',
    'server.port': server.port,
    'url.full': `${server.url}/sessions/{sessionId}`,
    'http.response.status_code': 200,
    'facesign.operation': 'session.retrieve',
    'facesign.request_id': 'req_0',
  });
  assert.match(String(callId), /^[\da-z]+-\d+$/);
});

const FAILURES = [
  { what: 'an error response', statuses: [404], type: '404', status: 404 },
  {
    what: 'a response that is not JSON',
    statuses: [200],
    body: '<html>',
    type: 'facesign_client_response_error',
    status: 200,
  },
  { what: 'a refused connection', statuses: [], type: 'ECONNREFUSED', status: undefined },
];
for (const { what, statuses, body, type, status } of FAILURES)
  test(`${what} is a span with the status ERROR and error.type ${type}`, async (t) => {
    const server = await serve((_request, response) => send(response, { status: statuses[0], body }));
    t.after(server.close);
    if (statuses.length === 0) await server.close();
    await rejectionOf(clientOf(server).session.retrieve({ sessionId: ID }));
    const span = onlySpan();
    assert.deepEqual(span.status, { code: SpanStatusCode.ERROR });
    assert.equal(span.attributes['error.type'], type);
    assert.equal(span.attributes['http.response.status_code'], status);
  });

test('the span is a child of the active one, and traceparent goes out with its id', async (t) => {
  const { server, client } = await served(t, [200]);
  const tracer = trace.getTracer('test');
  await tracer.startActiveSpan('parent', async (parent) => {
    await client.langs.retrieve();
    parent.end();
  });
  const [span, parent] = spans.getFinishedSpans();
  assert.equal(span.parentSpanContext?.spanId, parent.spanContext().spanId);
  const [, traceId, spanId] = TRACEPARENT.exec(server.requests[0].headers.traceparent);
  assert.deepEqual([traceId, spanId], [parent.spanContext().traceId, span.spanContext().spanId]);
});

test('retries are events of the span, and every attempt has its traceparent', async (t) => {
  const { server, client } = await served(t, [503, 429, 200], { maxRetries: 2 });
  await client.session.create(SETTINGS);
  const { attributes, events, startTime, endTime } = onlySpan();
  assert.equal(attributes['http.request.resend_count'], 2);
  assert.equal(attributes['http.response.status_code'], 200);
  assert.equal(attributes['error.type'], undefined);
  assert.deepEqual(
    events.map(({ name, attributes: of }) => [name, of['http.response.status_code'], of['error.type']]),
    [
      ['retry', 503, '503'],
      ['retry', 429, '429'],
    ],
  );
  const ms = ([seconds, nanos]) => seconds * 1e3 + nanos / 1e6;
  for (const { time } of events) assert.ok(ms(time) >= ms(startTime) && ms(time) <= ms(endTime));
  const parents = server.requests.map(({ headers }) => headers.traceparent);
  assert.equal(parents.length, 3);
  assert.equal(new Set(parents).size, 1);
  assert.match(parents[0], TRACEPARENT);
});

for (const where of ['client', 'call'])
  test(`the traceparent of the ${where} wins`, async (t) => {
    const own = { headers: { Traceparent: '00-own' } };
    const { server, client } = await served(t, [200], where === 'client' ? own : {});
    await client.langs.retrieve(where === 'call' ? own : {});
    assert.equal(server.requests[0].headers.traceparent, '00-own');
  });

test('each attempt is a value of http.client.request.duration', async (t) => {
  const { server, client } = await served(t, [503, 200], { maxRetries: 1 });
  await reader.forceFlush();
  measured.reset();
  await client.langs.retrieve();
  await reader.forceFlush();
  const [{ scopeMetrics }] = measured.getMetrics();
  const [{ descriptor, dataPoints }] = scopeMetrics.flatMap(({ metrics }) => metrics);
  assert.deepEqual([descriptor.name, descriptor.unit], ['http.client.request.duration', 's']);
  const address = { 'http.request.method': 'GET', 'server.address': '127.0.0.1', 'server.port': server.port };
  assert.deepEqual(
    dataPoints.map(({ attributes }) => attributes),
    [
      { ...address, 'http.response.status_code': 503, 'error.type': '503' },
      { ...address, 'http.response.status_code': 200 },
    ],
  );
  for (const { value } of dataPoints) {
    assert.equal(value.count, 1);
    assert.ok(value.sum >= 0 && value.sum < 60, 'seconds');
    assert.equal(value.buckets.boundaries[0], 0.005);
  }
});

test('spans hold no body, no key, no id and no message of an error', async (t) => {
  const { client } = await served(t, [404]);
  await rejectionOf(client.session.createClientSecret({ sessionId: ID }));
  const { name, attributes, status, events } = onlySpan();
  const json = JSON.stringify({ name, attributes, status, events });
  for (const secret of [KEY, ID, 'cs_secret']) assert.ok(!json.includes(secret), json);
});

test('propagation: false adds no headers, and another propagator writes its own', async (t) => {
  const { server, client } = await served(t, [200]);
  stop();
  t.after(instrument);
  const without = instrument({ propagation: false });
  await client.langs.retrieve();
  without();
  const inject = (_context, carrier, setter = defaultTextMapSetter) => setter.set(carrier, 'x-trace', 'own');
  const other = instrument({ propagation: { inject } });
  await client.langs.retrieve();
  other();
  const headers = server.requests.map((request) => [request.headers.traceparent, request.headers['x-trace']]);
  assert.deepEqual(headers, [
    [undefined, undefined],
    [undefined, 'own'],
  ]);
});

test('own providers are used instead of the global ones', async (t) => {
  const { client } = await served(t, [200]);
  const exporter = new tracing.InMemorySpanExporter();
  const tracerProvider = new tracing.BasicTracerProvider({
    spanProcessors: [new tracing.SimpleSpanProcessor(exporter)],
  });
  t.after(instrument({ tracerProvider }));
  await client.langs.retrieve();
  assert.equal(exporter.getFinishedSpans().length, 1);
});

test('a span that is running when the instrumentation ends still ends, and the next call has none', async (t) => {
  const { client } = await served(t, [200]);
  const exporter = new tracing.InMemorySpanExporter();
  const spanProcessors = [new tracing.SimpleSpanProcessor(exporter)];
  const end = instrument({ tracerProvider: new tracing.BasicTracerProvider({ spanProcessors }) });
  const call = client.langs.retrieve();
  end();
  await call;
  await client.langs.retrieve();
  assert.equal(exporter.getFinishedSpans().length, 1);
});

test('an error of a provider is reported to diag, and the call goes on', async (t) => {
  const { client } = await served(t, [200]);
  const errors = [];
  diag.setLogger({ error: (...args) => errors.push(args), warn() {}, info() {}, debug() {}, verbose() {} });
  t.after(() => diag.disable());
  const inject = () => {
    throw new Error('no carrier');
  };
  t.after(instrument({ propagation: { inject } }));
  await client.langs.retrieve();
  assert.equal(errors.length, 1);
  assert.equal(errors[0][0], '@facesignai/api-native/opentelemetry failed');
});
