// @ts-check
// The page of a session, on which a developer plays the end user.

const { flowFindings } = require('../flow-rules.js');
const { spoken } = require('../report.js');
const { endsOf, goodEnd, readFlow } = require('../walk.js');
const { flowView } = require('./flow.js');
const { html, htmlPage } = require('./html.js');
const { timeText, typeName, typeTask } = require('./words.js');

/** @typedef {import('../index').SandboxSession} Session */
/** @typedef {import('../walk').Node} Node */
/** @typedef {import('../walk').Visit} Visit */
/** @typedef {ReturnType<typeof html>} Html */

/** A cycle may have been walked many times. */
const MAX_SHOWN = 100;

/** @param {Session} session @param {readonly Visit[]} path @param {string} [visit] without it the page only shows the session */
async function sessionPage(session, path, visit) {
  const isOpen = visit !== undefined && session.status === 'inProgress';
  const { title, stage } = isOpen ? openStage(session, path, visit) : closedStage(session);
  const last = path.at(-1);
  const main = html`<main data-news="${last ? `${last.node.id}: ${last.end.name}` : ''}" ${isOpen ? html`data-leave="/play/${visit}/leave"` : ''}>
<div class="columns">
<div>
<section class="card stage" aria-labelledby="title">${stage}</section>
<section class="card" aria-labelledby="path-title"><h2 id="path-title">Path</h2>${pathList(path)}</section>
${isOpen ? '' : reportView(session)}
${factsView(session)}
</div>
${await flowView(session.settings, path, flowFindings(session.settings))}
</div>
</main>`;
  return htmlPage({ title, main, kind: 'play' });
}

/** @param {Session} session @param {readonly Visit[]} path @param {string} visit */
function openStage({ settings }, path, visit) {
  const node = readFlow(settings.flow).after(path);
  const ends = node ? endsOf(node) : [];
  const title = node ? String(node.id) : 'Nothing to play';
  const body = node && ends.length > 0 ? nodeView(node, path.length, visit) : stuckView(settings, node);
  const stage = html`<p class="kicker">${node ? `Step ${path.length + 1} · ${typeName(node.type)}` : 'Session in progress'}</p>
<h1 id="title" tabindex="-1" dir="auto">${title}</h1>
${body}
<form method="post" action="/play/${visit}/leave" class="leave"><button class="quiet">Leave the session</button>
<p>Leaving, closing or reloading this page makes the session <code>incomplete</code>.</p></form>`;
  return { title, stage };
}

/** @param {Node} node @param {number} index @param {string} visit */
function nodeView(node, index, visit) {
  const prompt = node.prompt === undefined ? '' : spoken(node);
  const good = goodEnd(node);
  return html`<p>${typeTask(node.type)}</p>
${prompt === '' ? '' : html`<figure class="prompt"><figcaption>Prompt</figcaption><blockquote dir="auto">${prompt}</blockquote></figure>`}
<h2 id="outcomes">What happens?</h2>
<form method="post" action="/play/${visit}/step" aria-labelledby="outcomes">
<input type="hidden" name="index" value="${index}">
<ul class="outcomes">${distinct(endsOf(node)).map((end) => outcomeView(end, end.name === good?.name))}</ul>
</form>`;
}

/** Two rules may lead to the same node; the report knows no difference. @param {import('../walk').End[]} ends */
function distinct(ends) {
  return ends.filter(({ name }, at) => ends.findIndex((end) => end.name === name) === at);
}

/** The value is JSON, since forms change line breaks and lone surrogates. @param {import('../walk').End} end @param {boolean} isGood */
function outcomeView({ name, next, condition }, isGood) {
  return html`<li><button name="outcome" value="${JSON.stringify(name)}"${isGood ? html` class="good"` : ''}>
<span class="name" dir="auto">${name}</span>
${condition ? html`<span class="condition" dir="auto">${condition}</span>` : ''}
${next === name ? '' : html`<span class="next">leads to <bdi>${next}</bdi></span>`}
</button></li>`;
}

/** @param {Record<string, unknown>} settings @param {Node | undefined} node */
function stuckView({ flow }, node) {
  if (node)
    return html`<p>${typeTask(node.type)}</p>
<p class="notice">This node has no outcome that the sandbox can read, so the session can only be left.</p>`;
  const reason = Array.isArray(flow)
    ? 'The path leads to no node of the flow'
    : 'The session has no flow that the sandbox can read';
  return html`<p class="notice">${reason}, so it can only be left. <code>sandbox.setSession</code> sets any state.</p>`;
}

/** @type {ReadonlyMap<string, string>} */
const STATES = new Map([
  ['created', 'Nobody has opened the page of this session.'],
  ['inProgress', 'The session is in progress.'],
  ['complete', 'The flow reached an end. You can close this page.'],
  ['incomplete', 'The session ended before the flow reached an end. You can close this page.'],
]);

/** @param {Session} session */
function closedStage({ status, startedAt, finishedAt }) {
  const title = `Session ${status}`;
  const times = Object.entries({ Started: startedAt, Finished: finishedAt }).map(([name, time]) =>
    time === undefined ? '' : html`<dt>${name}</dt><dd>${timeText(time)}</dd>`,
  );
  const stage = html`<h1 id="title" tabindex="-1" class="${status}">${title}</h1>
<p>${STATES.get(status) ?? 'A state of old sessions.'}</p>
<dl>${times}</dl>`;
  return { title, stage };
}

/** @param {readonly Visit[]} path */
function pathList(path) {
  if (path.length === 0) return html`<p>No node was left yet.</p>`;
  const shown = path.slice(-MAX_SHOWN);
  const first = path.length - shown.length + 1;
  const items = shown.map(
    ({ node, end }) =>
      html`<li><bdi>${node.id}</bdi> <span class="type">${typeName(node.type)}</span> <strong dir="auto">${end.name}</strong></li>`,
  );
  return html`<ol class="path" start="${first}">${items}</ol>`;
}

/** @param {Session} session */
function reportView({ report }) {
  return html`<section class="card" aria-labelledby="report-title"><h2 id="report-title">Report</h2>
<p>What <code>client.session.retrieve</code> gives as <code>session.report</code>.</p>
${jsonView(report, 'Report as JSON')}</section>`;
}

/** @param {unknown} value @param {string} label */
function jsonView(value, label) {
  return html`<pre tabindex="0" role="region" aria-label="${label}">${JSON.stringify(value, null, 2)}</pre>`;
}

/** @param {Session} session */
function factsView({ id, createdAt, settings }) {
  const { clientReferenceId, metadata } = settings;
  return html`<details class="card"><summary>About this session</summary>
<dl><dt>Session</dt><dd><code>${id}</code></dd>
<dt>Client reference id</dt><dd><bdi>${clientReferenceId ?? 'none'}</bdi></dd>
<dt>Created</dt><dd>${timeText(createdAt)}</dd></dl>
${metadata === undefined ? '' : html`<h3>Metadata</h3>${jsonView(metadata, 'Metadata as JSON')}`}</details>`;
}

module.exports = { sessionPage };
