// Other clients, each used as its documentation shows: one GET, a timeout, the response as JSON.
import { Impit } from 'impit';
import nodeFetch from 'node-fetch';
import OpenAI from 'openai';

const headers = { authorization: 'Bearer sk_test_faults' };

/** node-fetch as the old SDK uses it: a timer until the headers, and an Error with the raw body for a status other than 2xx. */
async function oldSdk(url, timeoutMs) {
  const reply = nodeFetch(url, { headers });
  reply.catch(() => {});
  let timer;
  const expired = new Promise((_resolve, reject) => {
    timer = setTimeout(reject, timeoutMs, 'facesign_client_request_timeout');
  });
  const response = await Promise.race([reply, expired]).finally(() => clearTimeout(timer));
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return JSON.parse(text);
}

async function globalFetch(url, timeoutMs) {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.json();
}

const impit = new Impit();
async function withImpit(url, timeoutMs) {
  const response = await impit.fetch(url, { headers, timeout: timeoutMs });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.json();
}

async function openai(url, timeoutMs) {
  const { origin, pathname } = new URL(url);
  return await new OpenAI({ apiKey: 'sk_test_faults', baseURL: origin, timeout: timeoutMs }).get(pathname);
}

/** The name for the table, and a function of address and timeout that returns the parsed response. */
export const PEERS = {
  'node-fetch 2.7.0, used as in the old SDK': oldSdk,
  'fetch of Node': globalFetch,
  'impit 0.14.5': withImpit,
  'openai 6.49.0': openai,
};
