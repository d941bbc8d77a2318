// @ts-check
// GET /_sandbox/ for people: sessions, faults, the clock, webhooks and requests. Its forms send the JSON of the control.

const { OPERATIONS } = require('../routes.js');
const { hasEnded } = require('../transitions.js');
const { withoutKey } = require('../records.js');
const { html, htmlPage } = require('./html.js');
const { timeText } = require('./words.js');

/** @typedef {import('../world').World} World */
/** @typedef {import('../index').SandboxSession} Session */
/** @typedef {import('../index').SandboxRequest} SandboxRequest */
/** @typedef {import('../index').SandboxDelivery} Delivery */
/** @typedef {ReturnType<typeof html>} Html */

/** Rows of a table; the newest ones. */
const MAX_ROWS = 50;
const MAX_BODY_LETTERS = 5_000;

/** @type {readonly [label: string, ms: number][]} */
const ADVANCES = [
  ['1 second', 1_000],
  ['1 minute', 60_000],
  ['15 minutes', 900_000],
  ['2 hours', 7_200_000],
  ['1 day', 86_400_000],
];

/** @param {World} world */
function boardPage(world) {
  const sessions = [...world.store.current().values()];
  const main = html`<main>
<h1 id="title" tabindex="-1">Sandbox</h1>
<noscript><p class="notice">The forms of this page need JavaScript. The pages of sessions don’t.</p></noscript>
${table(
  'sessions',
  'Sessions',
  ['Session', 'Reference', 'Status', 'Created', 'End user'],
  newest(sessions, (session) => sessionRow(world, session)),
)}
<div class="columns">${faultsView(world)}${clockView(world)}</div>
${deliveriesView(world)}
${table(
  'requests',
  'Requests',
  ['Time', 'Request', 'Operation', 'Status', 'Details'],
  newest(world.requests, (request) => requestRow(withoutKey(request))),
)}
</main>`;
  return htmlPage({ title: 'Sessions and requests', main, kind: 'board', headers: { Vary: 'Accept' } });
}

/** @template T @param {T[]} items oldest first @param {(item: T) => Html} row */
function newest(items, row) {
  return { rows: items.slice(-MAX_ROWS).reverse().map(row), total: items.length };
}

/** @param {string} id @param {string} title @param {string[]} columns @param {{ rows: Html[], total: number }} content */
function table(id, title, columns, { rows, total }) {
  const left = total - rows.length;
  const heads = columns.map((column) => html`<th scope="col">${column}</th>`);
  const body = html`<div class="scroll" tabindex="0" role="group" aria-label="${title}, table"><table><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
  return html`<section class="card" aria-labelledby="${id}"><h2 id="${id}">${title} (${total})</h2>
${rows.length === 0 ? html`<p>None yet.</p>` : body}${left > 0 ? html`<p>${left} older ones are not shown.</p>` : ''}</section>`;
}

/** @param {World} world @param {Session} session */
function sessionRow(world, session) {
  const { id, status, createdAt, settings } = session;
  const address = playAddress(world, session);
  const play =
    address && html`<a href="${address}" target="_blank" aria-label="Play ${id} in a new tab">Play ↗</a>`;
  return html`<tr><th scope="row"><a href="/_sandbox/sessions/${encodeURIComponent(id)}"><code>${id}</code></a></th>
<td><bdi>${settings.clientReferenceId}</bdi></td><td><span class="status ${status}">${status}</span></td><td>${timeText(createdAt)}</td>
<td><div class="actions">${play}${hasEnded(session) ? '' : ['Complete', 'Abandon'].map((name) => sessionForm(id, name))}</div></td></tr>`;
}

/** @param {string} id @param {string} name */
function sessionForm(id, name) {
  const address = `/_sandbox/sessions/${encodeURIComponent(id)}/${name.toLowerCase()}`;
  return html`<form method="post" action="${address}" data-done="Done: ${name} ${id}"><button aria-label="${name} ${id}">${name}</button></form>`;
}

/** Where the end user of a session goes on, or begins. @param {World} world @param {Session} session */
function playAddress({ secrets }, session) {
  if (hasEnded(session)) return undefined;
  const visit = secrets.visit(session.id);
  if (visit) return `/play/${visit}`;
  const { secret } = secrets.newest(session.id) ?? {};
  const link = secret === undefined ? undefined : secrets.find(secret);
  return link && !secrets.problem(link) ? `/play?cs=${secret}` : undefined;
}

/** @param {World} world */
function faultsView({ faults }) {
  return html`<section class="card" aria-labelledby="faults"><h2 id="faults">Faults (${faults.pending} pending)</h2>
<form id="fault" method="post" action="/_sandbox/faults" data-done="The fault waits for its call." class="fields">
${choice('operation', 'Operation', [['any', ''], ...OPERATIONS.map(same)])}
${number('status', 'Status, 200 to 599', 503)}
${number('times', 'Number of calls', 1)}
${number('retryAfter', 'Retry-After, in seconds')}
${number('delayMs', 'Delay, in milliseconds')}
${choice('stall', 'Stall', [['no', ''], ...['headers', 'body'].map(same)])}
${choice('reset', 'Connection reset', [['no', ''], ...['before-headers', 'in-body'].map(same)])}
<p><button>Set the fault</button></p></form>
<form id="clear" method="post" action="/_sandbox/faults" data-method="DELETE" data-done="All faults are removed."><button>Remove all faults</button></form></section>`;
}

/** @param {World} world */
function clockView({ clock }) {
  return html`<section class="card" aria-labelledby="clock"><h2 id="clock">Clock</h2><p>${timeText(clock.now())}</p>
<form id="advance" method="post" action="/_sandbox/clock" data-done="The clock has moved." class="fields">
${choice('advanceMs', 'Move forward by', ADVANCES, 'number')}<p><button>Move the clock</button></p></form>
<h2>Reset</h2><p>Forgets sessions, requests, faults and webhooks.</p>
<form id="reset" method="post" action="/_sandbox/reset" data-done="The sandbox is as after its start."><button>Reset the sandbox</button></form></section>`;
}

/** @param {string} value @returns {[string, string]} */
const same = (value) => [value, value];

/** @param {string} name @param {string} label @param {readonly (readonly [label: string, value: unknown])[]} options @param {string} [type] */
function choice(name, label, options, type) {
  const items = options.map(([text, value]) => html`<option value="${value}">${text}</option>`);
  return html`<p><label for="${name}">${label}</label><select id="${name}" name="${name}" data-type="${type}">${items}</select></p>`;
}

/** @param {string} name @param {string} label @param {number} [value] */
function number(name, label, value) {
  return html`<p><label for="${name}">${label}</label><input id="${name}" name="${name}" type="number" min="0" data-type="number" value="${value}"></p>`;
}

/** @param {World} world */
function deliveriesView({ webhooks, settings }) {
  if (!settings.webhooks) return '';
  const columns = ['Created', 'Event', 'Session', 'State', 'Attempts'];
  return table('webhooks', 'Webhooks', columns, newest(webhooks.deliveries(), deliveryRow));
}

/** @param {Delivery} delivery */
function deliveryRow({ event, attempts, state }) {
  const results = attempts.map(({ status, error }) => html`<li>${status ?? error}</li>`);
  return html`<tr><td>${timeText(event.createdAt)}</td><th scope="row">${event.type}<br><code>${event.id}</code></th>
<td><code>${event.sessionId}</code></td><td><span class="status ${state}">${state}</span></td><td><ol>${results}</ol></td></tr>`;
}

/** @param {SandboxRequest} request without its key */
function requestRow({ time, method, url, operation, status, requestId, headers, body }) {
  const sent = body.length > MAX_BODY_LETTERS ? `${body.slice(0, MAX_BODY_LETTERS)}…` : body;
  const details = JSON.stringify({ requestId, headers }, null, 2);
  return html`<tr><td>${timeText(time)}</td><th scope="row"><code>${method} ${url}</code></th><td>${operation ?? 'none'}</td>
<td>${status ?? 'none'}</td><td><details><summary>Show<span class="hidden"> ${requestId}</span></summary><pre tabindex="0">${details}${sent === '' ? '' : `\n\n${sent}`}</pre></details></td></tr>`;
}

module.exports = { boardPage };
