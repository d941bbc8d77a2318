// The pages of a sandbox without a browser: what they show, and the forms that a person would send.
import { request } from './http-request.mjs';
import { create } from './sandbox-call.mjs';

/** A flow with a talk, a check that may lead back, and two ends of the talk. */
export const TALK_FLOW = [
  { id: 'start', type: 'start', outcome: 'hello' },
  {
    id: 'hello',
    type: 'conversation',
    prompt:
      'Say: Welcome! Please sit where it is bright, and look at the camera until we say so. Are you ready?',
    outcomes: [
      { id: 'ready', targetNodeId: 'live', condition: 'The user is ready' },
      { id: 'refused', targetNodeId: 'end', condition: 'The user refuses, or says nothing' },
    ],
  },
  {
    id: 'live',
    type: 'liveness_detection',
    outcomes: { livenessDetected: 'end', deepfakeDetected: 'end', noFace: 'hello', inconclusive: 'end' },
  },
  { id: 'end', type: 'end' },
];

/** Loads a page as a browser does, and follows one redirect. */
export async function load(url, options) {
  const accept = { accept: 'text/html' };
  const response = await request(url, { ...options, headers: { ...accept, ...options?.headers } });
  const { location } = response.headers;
  if (location === undefined) return page(url, response);
  const target = new URL(location, url).href;
  return page(target, await request(target, { headers: accept }));
}

const page = (url, { status, headers, text }) => ({ url, status, headers, html: text });

/** Sends a form as a browser does. */
export const sendForm = (url, fields, headers) =>
  load(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: String(new URLSearchParams(fields)),
  });

/** Creates a session and opens its page. `step` and `leave` send the page's forms. */
export async function opened(sandbox, settings = { flow: TALK_FLOW }) {
  const { session, clientSecret } = (await create(sandbox, settings)).body;
  const page = await load(clientSecret.url);
  const send = (path, fields, headers = { origin: sandbox.url }) =>
    sendForm(`${page.url}/${path}`, fields, headers);
  return {
    ...{ id: session.id, clientSecret, page },
    step: (index, outcome) => send('step', { index, outcome: JSON.stringify(outcome) }),
    leave: () => send('leave', {}),
    send,
  };
}

/** The text of the first heading. */
export const heading = ({ html }) => /<h1[^>]*>([^<]*)</.exec(html)?.[1];

/** The outcomes that a page offers. */
export const offered = ({ html }) =>
  [...html.matchAll(/name="outcome" value="&quot;([^"]*)&quot;"/g)].map(([, value]) => value);
