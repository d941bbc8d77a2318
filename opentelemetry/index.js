// @ts-check
'use strict';

// The CommonJS entry of `@facesignai/api-native/opentelemetry`: makes spans and metrics from the tracing channel
// `facesign:call`. It loads no addon, and works for every copy of the package in the process.

const { tracingChannel } = require('node:diagnostics_channel');
const { performance } = require('node:perf_hooks');
const api = require('@opentelemetry/api');
const { attemptAttributes, callAttributes, resultAttributes, retryEvents } = require('./attributes.js');
const { name, version } = require('../lib/package.js');

/**
 * @typedef {import('../types/observability.js').CallTraceContext} CallContext
 * @typedef {import('./index.js').InstrumentOptions} InstrumentOptions
 * @typedef {{ span: api.Span, parent: api.Context, startTime: number }} Running a call that has not ended
 */

const DURATION = 'http.client.request.duration';
/** What the conventions advise for this metric, in seconds. */
const BOUNDARIES = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** @param {InstrumentOptions} [options] */
function instrument(options = {}) {
  const channel = tracingChannel('facesign:call');
  const instrumentation = new Instrumentation(options);
  const start = harmless((context) => instrumentation.start(context));
  const asyncEnd = harmless((context) => instrumentation.end(context));
  channel.start.subscribe(start);
  channel.asyncEnd.subscribe(asyncEnd);
  return () => {
    channel.start.unsubscribe(start);
    // Spans of running calls still end.
    instrumentation.whenIdle(() => channel.asyncEnd.unsubscribe(asyncEnd));
  };
}

/** An error in a subscriber would end the process. @param {(context: CallContext) => void} subscriber */
function harmless(subscriber) {
  return (/** @type {unknown} */ context) => {
    try {
      subscriber(/** @type {CallContext} */ (context));
    } catch (error) {
      api.diag.error(`${name}/opentelemetry failed`, error);
    }
  };
}

class Instrumentation {
  #tracer;
  #meterProvider;
  #propagation;
  /** @type {api.Histogram | undefined} */
  #histogram;
  /** @type {Map<CallContext, Running>} */
  #running = new Map();
  /** @type {(() => void) | undefined} */
  #onIdle;

  /** @param {InstrumentOptions} options */
  constructor({ tracerProvider, meterProvider, propagation }) {
    this.#tracer = (tracerProvider ?? api.trace).getTracer(name, version);
    this.#meterProvider = meterProvider;
    this.#propagation = propagation ?? api.propagation;
  }

  /** @param {CallContext} context */
  start(context) {
    const parent = api.context.active();
    const startTime = performance.timeOrigin + performance.now();
    const { spanName, attributes } = callAttributes(context);
    const span = this.#tracer.startSpan(
      spanName,
      { kind: api.SpanKind.CLIENT, attributes, startTime },
      parent,
    );
    this.#running.set(context, { span, parent, startTime });
    if (this.#propagation) {
      const active = api.trace.setSpan(parent, span);
      this.#propagation.inject(active, context.headers, api.defaultTextMapSetter);
    }
  }

  /** @param {CallContext} context */
  end(context) {
    const running = this.#running.get(context);
    if (!running) return;
    this.#running.delete(context);
    if (this.#running.size === 0) this.#onIdle?.();
    this.#endSpan(running, context);
    this.#record(running, context);
  }

  /** @param {() => void} onIdle called when no call is running */
  whenIdle(onIdle) {
    if (this.#running.size === 0) onIdle();
    else this.#onIdle = onIdle;
  }

  /** @param {Running} running @param {CallContext} context */
  #endSpan({ span, startTime }, context) {
    for (const { attributes, time } of retryEvents(context, startTime))
      span.addEvent('retry', attributes, time);
    span.setAttributes(resultAttributes(context));
    // The message could hold the body of the response.
    if (context.error) span.setStatus({ code: api.SpanStatusCode.ERROR });
    span.end();
  }

  /** @param {Running} running @param {CallContext} context */
  #record({ span, parent }, context) {
    const active = api.trace.setSpan(parent, span);
    for (const attempt of context.attempts ?? [])
      this.#duration().record(attempt.elapsedMs / 1000, attemptAttributes(context, attempt), active);
  }

  /** Made for the first call: a meter made before the global provider is set stays without effect. */
  #duration() {
    const provider = this.#meterProvider ?? api.metrics;
    this.#histogram ??= provider.getMeter(name, version).createHistogram(DURATION, {
      description: 'Duration of HTTP client requests.',
      unit: 's',
      advice: { explicitBucketBoundaries: BOUNDARIES },
    });
    return this.#histogram;
  }
}

module.exports = { instrument };
