// Responses, events and traces: what editors and compilers see.

import {
  type CallTraceContext,
  type Client,
  type GetSessionResponse,
  type ResultEvent,
  withResponse,
} from '../../index.js';
import { expectType } from './expect.js';

export async function responses(client: Client) {
  const { data, response, requestId } = await withResponse(client.session.retrieve({ sessionId: 's1' }));
  const headers: Readonly<Record<string, string>> = response.headers;
  const statuses = response.attempts.map(({ status }) => status ?? 0);
  expectType<GetSessionResponse>()(data);
  // @ts-expect-error: it takes the promise, not the data
  await withResponse(data);
  return { headers, statuses, requestId };
}

export function events(client: Client) {
  const onResult = ({ status, error, elapsedMs }: ResultEvent) => [status, error?.code, elapsedMs];
  client
    .on('result', onResult)
    .once('retry', ({ attempt, delayMs }) => attempt.elapsedMs + delayMs)
    .off('result', onResult);
  // @ts-expect-error: there is no such event
  client.on('error', () => {});
  // @ts-expect-error: a call that starts has no status
  client.on('call', ({ status }) => status);
}

export function traced(context: CallTraceContext) {
  context.headers.traceparent = '00-trace-span-01';
  // @ts-expect-error: only headers may be added
  context.method = 'GET';
}
