// One HTTP request by node:http, for tests of servers. `fetch` takes 0.3 s of CPU in every test file to load.
import { once } from 'node:events';
import http from 'node:http';
import { gunzipSync } from 'node:zlib';

/**
 * Sends exactly these headers, and follows no redirect.
 * @param {string | URL} url
 * @param {{ method?: string, headers?: http.OutgoingHttpHeaders, body?: string | Uint8Array, signal?: AbortSignal }} [options]
 * @returns {Promise<{ status: number, headers: http.IncomingHttpHeaders, text: string }>} `text` is unzipped
 */
export async function request(url, { method, headers, body, signal } = {}) {
  const sent = http.request(url, { method, headers, signal });
  sent.end(body);
  const [response] = await once(sent, 'response');
  // From here on the response reports a broken connection.
  sent.on('error', () => undefined);
  const bytes = Buffer.concat(await response.toArray());
  const isGzip = response.headers['content-encoding'] === 'gzip';
  return {
    status: response.statusCode,
    headers: response.headers,
    text: String(isGzip ? gunzipSync(bytes) : bytes),
  };
}
