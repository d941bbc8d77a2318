// The demo: the calls, a session from its creation to the verified webhook, then each documented error, as the author of a
// server sees them.
//
//   npm run demo                                   against the sandbox, a local FaceSign; no key, no network
//   FACESIGN_API_KEY=… npm run demo                only the calls that read, against the real server
//   FACESIGN_SERVER_URL=… FACESIGN_API_KEY=… …     the same against another server

import { once } from 'node:events';
import { createServer } from 'node:http';
import net from 'node:net';
import { Client, FaceSignError, FSNodeType } from '@facesignai/api-native';
import { lintFlow, renderFlow } from '@facesignai/api-native/flow';
import { startSandbox } from '@facesignai/api-native/sandbox';
import { createNodeWebhook, fetchSession } from '@facesignai/api-native/webhooks';

const SETTINGS = {
  clientReferenceId: 'user-123',
  metadata: { source: 'web-app' },
  flow: [
    { id: 'start', type: FSNodeType.START, outcome: 'end' },
    { id: 'end', type: FSNodeType.END },
  ],
};

const LIVENESS = [
  { id: 'start', type: 'start', outcome: 'live' },
  {
    id: 'live',
    type: 'liveness_detection',
    outcomes: { livenessDetected: 'end', deepfakeDetected: 'end', noFace: 'end', inconclusive: 'end' },
  },
  { id: 'end', type: 'end' },
];

const apiKey = process.env.FACESIGN_API_KEY;
await (apiKey ? againstServer(apiKey, process.env.FACESIGN_SERVER_URL) : againstSandbox());

/** Only reads: it creates no session on a server that isn't ours, and replaces no secret. */
async function againstServer(auth, serverUrl) {
  const client = new Client({ auth, serverUrl });
  title(`Reading from ${serverUrl ?? 'https://api.facesign.ai'}`);
  const step = async (name, call, summary) => {
    try {
      const response = await call();
      show(name, summary(response));
      return response;
    } catch (error) {
      showError(name, error);
      process.exitCode = 1;
    }
  };
  const summaryOf = (session) => `session ${session.id} is ${session.status}`;
  await step('langs.retrieve', client.langs.retrieve, ({ langs }) => ids(langs));
  await step('avatars.retrieve', client.avatars.retrieve, ({ avatars }) => ids(avatars));
  const page = await step(
    'session.list',
    () => client.session.list({ limit: 5 }),
    ({ sessions }) => ids(sessions),
  );
  const [latest] = page?.sessions ?? [];
  if (!latest) return show('session.retrieve', 'skipped: there is no session to read');
  await step(
    'session.retrieve',
    () => client.session.retrieve({ sessionId: latest.id }),
    ({ session }) => summaryOf(session),
  );
}

async function againstSandbox() {
  const sandbox = await startSandbox();
  try {
    await calls(sandbox);
    await wholeStory();
    await errors(sandbox);
    brokenFlow();
  } finally {
    await sandbox.close();
  }
}

/** A flow with a fault that the end user would meet, found before it is sent, and its picture for Mermaid. */
function brokenFlow() {
  title('A flow that cannot work, checked without a server');
  const flow = [
    { id: 'start', type: 'start', outcome: 'hello' },
    {
      id: 'hello',
      type: 'conversation',
      prompt: 'Say: Welcome. We begin with a look at your face.',
      outcomes: [{ id: 'next', targetNodeId: 'liveness', condition: '' }],
    },
    { id: 'end', type: 'end' },
  ];
  const { findings } = lintFlow(flow);
  for (const { severity, path, message, fix } of findings)
    show(`${severity} ${path}`, `${message}. Fix: ${fix}`);
  console.log(`\n${renderFlow(flow, { format: 'mermaid', findings })}`);
}

async function calls(sandbox) {
  const client = new Client({ auth: sandbox.keys[0], serverUrl: sandbox.url, proxy: false });
  title(`The six calls, over HTTP against the sandbox at ${sandbox.url}`);
  const { session, clientSecret } = await client.session.create(SETTINGS);
  show('session.create', `session ${session.id} is ${session.status}`);
  show(
    '',
    `the browser gets a client secret that expires at ${new Date(clientSecret.expireAt).toISOString()}`,
  );
  const page = await client.session.list({ clientReferenceId: 'user-123', includeTotal: true });
  show('session.list', `${page.totalCount} session of user-123: ${ids(page.sessions)}`);
  sandbox.completeSession(session.id);
  const read = await client.session.retrieve({ sessionId: session.id });
  show('session.retrieve', `after the end user is done, the session is ${read.session.status}`);
  const fresh = await client.session.createClientSecret({ sessionId: session.id });
  show('session.createClientSecret', `a new secret: ${fresh.secret !== clientSecret.secret}`);
  show('langs.retrieve', ids((await client.langs.retrieve()).langs));
  show('avatars.retrieve', ids((await client.avatars.retrieve()).avatars));
}

/** As examples/server.mjs does it; the sandbox plays the end user, and posts the webhooks. */
async function wholeStory() {
  title('From create to the result, by webhook');
  const secret = 'whsec_demo';
  const on = { 'session.status': (event) => showSession('a verified webhook', event) };
  const receiver = createServer(createNodeWebhook({ secret, on })).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const url = `http://127.0.0.1:${receiver.address().port}/webhooks/facesign`;
  const sandbox = await startSandbox({ webhooks: { url, secret } });
  const client = new Client({ auth: sandbox.keys[0], serverUrl: sandbox.url, proxy: false });
  async function showSession(name, event) {
    const { status, report } = await fetchSession(client, event);
    const outcomes = report.nodeReports.map(({ nodeId, outcome }) => `${nodeId} ${outcome}`);
    show(name, `the session is ${status}${outcomes.map((outcome) => `, ${outcome}`).join('')}`);
  }
  const { session, clientSecret } = await client.session.create({ ...SETTINGS, flow: LIVENESS });
  show('session.create', `the user goes to ${clientSecret.url.split('?')[0]}?cs=…`);
  await delivered(sandbox);
  sandbox.startSession(session.id);
  await delivered(sandbox);
  sandbox.play(session.id, ['deepfakeDetected']);
  await delivered(sandbox);
  await sandbox.close();
  receiver.close();
}

async function delivered(sandbox) {
  while (sandbox.deliveries.some(({ state }) => state === 'pending')) await sandbox.nextDelivery();
}

async function errors(sandbox) {
  const options = { auth: sandbox.keys[0], serverUrl: sandbox.url, proxy: false };
  const client = new Client(options);
  const create = () => client.session.create(SETTINGS);
  const retrieve = () => client.session.retrieve({ sessionId: 'no-such-session' });
  title('What goes wrong, as a server’s author sees it');

  const stranger = new Client({ ...options, auth: 'sk_test_wrong' });
  await expectError('401: a wrong key', () => stranger.langs.retrieve());
  const { clientReferenceId: _, ...incomplete } = SETTINGS;
  await expectError('400: a field is missing', () => client.session.create(incomplete));
  await expectError('404: an unknown session', retrieve);
  await create409(client);
  sandbox.fail({ status: 429, retryAfter: 1 });
  await expectSuccess('429: retried after the delay that the server asks for', sandbox, create);
  sandbox.fail({ status: 500, times: 2 });
  await expectSuccess('500, twice: retried with the same idempotency key', sandbox, create);
  sandbox.fail({ status: 500, times: 3 });
  await expectError('500, three times: all attempts are used up', create);
  const refused = new Client({
    ...options,
    serverUrl: `http://127.0.0.1:${await freePort()}`,
    maxRetries: 1,
  });
  await expectError('A refused connection', () => refused.langs.retrieve());
  sandbox.fail({ stall: 'headers' });
  await expectError('A timeout', () => client.langs.retrieve(null, { timeoutMs: 300, maxRetries: 0 }));
}

/** Uses one idempotency key for two sessions. */
async function create409(client) {
  const key = { idempotencyKey: 'order-7' };
  await client.session.create(SETTINGS, key);
  const other = { ...SETTINGS, clientReferenceId: 'user-456' };
  await expectError('409: an idempotency key that was used for another session', () =>
    client.session.create(other, key),
  );
}

async function expectError(name, call) {
  try {
    await call();
  } catch (error) {
    return showError(name, error);
  }
  throw new Error(`${name}: the call should have failed, but succeeded`);
}

async function expectSuccess(name, sandbox, call) {
  const before = sandbox.requests.length;
  const started = performance.now();
  const { session } = await call();
  console.log(`\n${name}`);
  show('  result', `session ${session.id}`);
  const attempts = sandbox.requests.slice(before);
  const delays = attempts
    .slice(1)
    .map((request, at) => `${Math.round(request.monotonicMs - attempts[at].monotonicMs)} ms`)
    .join(', ');
  show(
    '',
    `${attempts.length} attempts, delays between them: ${delays}; ${Math.round(performance.now() - started)} ms in total`,
  );
}

function showError(name, error) {
  if (!(error instanceof FaceSignError)) throw error;
  const attempts = error.attempts.map(
    ({ number, status, failure, waitedMs }) => `#${number} ${status ?? failure} after ${waitedMs} ms`,
  );
  console.log(`\n${name}`);
  show('  class', error.name);
  show('  type', error.type);
  show('  code', error.code ?? '-');
  show('  status', error.response?.status ?? '-');
  show('  request id', error.requestId ?? '-');
  show('  attempts', attempts.join(', ') || 'none');
  show('  message', error.message);
  show('  userMessage', error.userMessage);
}

/** A port on which nothing listens. */
async function freePort() {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function ids(items) {
  return items.map(({ id }) => id).join(', ') || 'none';
}

function title(line) {
  console.log(`\n${line}\n`);
}

function show(name, value) {
  console.log(`${name.padEnd(28)} ${value}`);
}
