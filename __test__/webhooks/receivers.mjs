// Receivers of webhooks for the tests: each handler in a real server on a free port of 127.0.0.1, and a sender.

import { createServer } from 'node:http';
import { createNodeWebhook, createWebWebhook } from '@facesignai/api-native/webhooks';
import { listen } from '../support/server.mjs';
import { BODY, now, SECRET, signed } from './support.mjs';

/** The two handlers, each as a listener of node:http. */
export const LISTENERS = {
  createNodeWebhook: (options) => createNodeWebhook(options),
  createWebWebhook: (options) => onNode(createWebWebhook(options)),
};

/** A web handler behind node:http, as adapters of frameworks do it. @param {(request: Request) => Promise<Response>} handler */
export function onNode(handler) {
  return async (request, response) => {
    const body = ['GET', 'HEAD'].includes(request.method) ? undefined : request;
    const { method, headers } = request;
    const made = new Request(`http://127.0.0.1${request.url}`, { method, headers, body, duplex: 'half' });
    const { status, headers: sent } = await handler(made);
    response.writeHead(status, Object.fromEntries(sent)).end();
  };
}

/** Starts one of them. @param {keyof typeof LISTENERS} kind @param {object} options */
export async function receiver(kind, options) {
  const listener = LISTENERS[kind]({ secret: SECRET, now, ...options });
  return post(await listen(createServer(listener)));
}

/** @param {{ port: number, close: () => Promise<void> }} listening @param {string} [path] */
export function post(listening, path = '/') {
  const url = `http://127.0.0.1:${listening.port}${path}`;
  return {
    ...listening,
    url,
    /** Delivers an event, and gives the status. @param {string | Uint8Array} [body] @param {object} [headers] */
    async deliver(body = BODY, headers = signed(body)) {
      const sent = { 'content-type': 'application/json', ...headers };
      const response = await fetch(url, { method: 'POST', body, headers: sent });
      const text = await response.text();
      if (text !== '') throw new Error(`the response has a body: ${text}`);
      return response.status;
    },
  };
}

/** A promise that the test settles. */
export function deferred() {
  const handles = {};
  const promise = new Promise((resolve, reject) => Object.assign(handles, { resolve, reject }));
  return Object.assign(promise, handles);
}
