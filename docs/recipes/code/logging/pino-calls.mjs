import { AsyncLocalStorage } from 'node:async_hooks';
import Client from '@facesignai/api-native';
import pino from 'pino';

// A server runs each request in this storage, with a child logger that has the id of the request.
export const requestLog = new AsyncLocalStorage();

/** A client whose retries and results are lines of the request that made the call. */
export function loggedClient(options, fallback = pino()) {
  const client = new Client(options);
  const log = () => requestLog.getStore() ?? fallback;
  client.on('retry', ({ callId, operation, attempt, delayMs }) => {
    log().warn({ callId, operation, attempt, delayMs }, 'FaceSign call is retried');
  });
  client.on('result', ({ callId, operation, status, requestId, elapsedMs, error }) => {
    const fields = { callId, operation, status, requestId, elapsedMs };
    if (error) log().error({ ...fields, err: error }, 'FaceSign call failed');
    else log().info(fields, 'FaceSign call succeeded');
  });
  return client;
}
