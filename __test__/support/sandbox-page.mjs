// The pages of a sandbox without a browser: what they show, and the forms that a person would send.
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

/** Loads a page as a browser does. */
export async function load(url, options) {
  const response = await fetch(url, { ...options, headers: { accept: 'text/html', ...options?.headers } });
  return {
    status: response.status,
    url: response.url,
    headers: response.headers,
    html: await response.text(),
  };
}

/** Creates a session and opens its page. `step` and `leave` send the page's forms. */
export async function opened(sandbox, settings = { flow: TALK_FLOW }) {
  const { session, clientSecret } = (await create(sandbox, settings)).body;
  const page = await load(clientSecret.url);
  const send = (path, fields, headers = { origin: sandbox.url }) =>
    load(`${page.url}/${path}`, { method: 'POST', headers, body: new URLSearchParams(fields) });
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
