/**
 * Types of `@facesignai/api-native/opentelemetry`: spans and metrics of the calls. It needs the package
 * `@opentelemetry/api`, an optional peer dependency.
 */

import type { MeterProvider, TextMapPropagator, TracerProvider } from '@opentelemetry/api';

/** Where spans and metrics go. */
export interface InstrumentOptions {
  /** Makes the tracer. Defaults to the global provider. */
  readonly tracerProvider?: TracerProvider | undefined;
  /** Makes the meter. Defaults to the global provider, as it is when the first call ends. */
  readonly meterProvider?: MeterProvider | undefined;
  /** Writes `traceparent` and the like to the requests. Defaults to the global propagator; `false` adds no headers. */
  readonly propagation?: Pick<TextMapPropagator, 'inject'> | false | undefined;
}

/**
 * Makes a span for each call of every client in this process, and a metric for each attempt, by the conventions for HTTP
 * clients (https://opentelemetry.io/docs/specs/semconv/http/). Call it once, after the SDK has started.
 *
 * - The span is of kind `CLIENT`, named by method and path template: `GET /sessions/{sessionId}`. Each retry is one of its
 *   events.
 * - The metric is the histogram `http.client.request.duration`, in seconds.
 * - Every attempt of a call sends the same `traceparent`. A `traceparent` of the client's or the call's own wins.
 *
 * Returns a function that ends the instrumentation. Spans of running calls still end.
 *
 * @example
 * const stop = instrument()
 */
export declare function instrument(options?: InstrumentOptions): () => void;
