// Watches the calls of a client: one listener, or a trace by OpenTelemetry whose spans go nowhere. undici has its own
// diagnostics channel and the official instrumentation. Each must see the calls, or the cell would measure nothing.

import { subscribe } from 'node:diagnostics_channel';
import { require } from './clients/commonjs.mjs';

const WATCHES = {
  listener: {
    ours: (client, seen) => client.onResult(seen),
    undici: (_client, seen) => subscribe('undici:request:trailers', seen),
  },
  trace: {
    ours: (_client, seen) =>
      require('../../opentelemetry/index.js').instrument({ tracerProvider: provider(seen) }),
    undici: (_client, seen) => {
      const { UndiciInstrumentation } = require('@opentelemetry/instrumentation-undici');
      new UndiciInstrumentation().setTracerProvider(provider(seen));
    },
  },
};

/** Makes real spans with the usual context and propagation. @param {() => void} onEnd */
function provider(onEnd) {
  const { context, propagation } = require('@opentelemetry/api');
  const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks');
  const { W3CTraceContextPropagator } = require('@opentelemetry/core');
  const { BasicTracerProvider } = require('@opentelemetry/sdk-trace-base');
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const done = async () => {};
  const processor = { onStart() {}, onEnd, forceFlush: done, shutdown: done };
  return new BasicTracerProvider({ spanProcessors: [processor] });
}

/**
 * @param {'listener' | 'trace'} watch
 * @param {string} module of the client
 * @param {any} client
 */
export async function watchCalls(watch, module, client) {
  let calls = 0;
  WATCHES[watch][module](client, () => {
    calls += 1;
  });
  const { SESSION } = await import('./workloads.mjs');
  await client.create(SESSION);
  // A message may follow the response.
  await new Promise((resolve) => setImmediate(resolve));
  if (calls !== 1) throw new Error(`${module}: the ${watch} saw ${calls} calls of 1`);
}
