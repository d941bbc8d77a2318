// @ts-check
// The pages of sessions, under /play: clientSecret.url leads here. They take plain forms and work without scripts. Like the
// control they are not recorded and have no faults.

const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { htmlPage, html } = require('./html.js');
const { sessionPage } = require('./session.js');
const { hasEnded } = require('../transitions.js');

/** @typedef {import('../world').World} World */
/** @typedef {import('../responses').SandboxResponse} SandboxResponse */

const PREFIX = '/play';

/** The files that pages load. @type {Record<string, string>} */
const ASSETS = {
  'page.css': 'text/css; charset=utf-8',
  'play.js': 'text/javascript; charset=utf-8',
  'board.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
};

/** Pages for links that open nothing. */
const PROBLEMS = {
  unknown: [
    404,
    'Unknown link',
    'No session of this sandbox has this link. A reset or a restart of the sandbox forgets all sessions.',
  ],
  used: [
    410,
    'Link already used',
    'A client secret opens its session once, and this one was opened before. Call client.session.createClientSecret for a new link.',
  ],
  replaced: [
    410,
    'Link replaced',
    'A newer client secret of this session has replaced this one. Use the newer link.',
  ],
  expired: [
    410,
    'Link expired',
    'A client secret lives for two hours, by the clock of the sandbox. Call client.session.createClientSecret for a new link.',
  ],
  ended: [410, 'Session ended', 'A session runs once, and this one has ended. Create another one.'],
};

/** @param {string} pathname */
function isPagePath(pathname) {
  return pathname === PREFIX || pathname.startsWith(`${PREFIX}/`);
}

/**
 * @param {World} world
 * @param {{ method: string, pathname: string, query: URLSearchParams, body: string }} request
 * @returns {Promise<SandboxResponse> | SandboxResponse}
 */
function page(world, { method, pathname, query, body }) {
  const [first = '', second, ...rest] = pathname.slice(PREFIX.length + 1).split('/');
  if (rest.length > 0) return problemPage('unknown');
  if (method === 'GET' && first === 'assets') return asset(second ?? '');
  if (method === 'GET' && first === '') return open(world, query.get('cs') ?? '');
  const sessionId = world.secrets.visited(first);
  if (sessionId === undefined) return problemPage('unknown');
  if (method === 'GET' && second === undefined) return show(world, sessionId, first);
  if (method !== 'POST') return problemPage('unknown');
  if (second === 'step') step(world, sessionId, new URLSearchParams(body));
  else if (second === 'leave') leave(world, sessionId);
  else return problemPage('unknown');
  return seeOther(`${PREFIX}/${first}`);
}

/** @param {World} world @param {string} secret */
function open(world, secret) {
  const link = world.secrets.find(secret);
  if (!link) return problemPage('unknown');
  const problem = hasEnded(world.store.get(link.sessionId)) ? 'ended' : world.secrets.problem(link);
  if (problem) return problemPage(problem);
  const visit = world.secrets.use(link);
  world.store.open(link.sessionId);
  return seeOther(`${PREFIX}/${visit}`);
}

/** @param {World} world @param {string} sessionId @param {string} visit */
function show({ store }, sessionId, visit) {
  return sessionPage(store.get(sessionId), store.path(sessionId), visit);
}

/** @param {World} world @param {string} sessionId @param {URLSearchParams} form */
function step({ store }, sessionId, form) {
  store.step(sessionId, { index: Number(form.get('index')), outcome: parsed(form.get('outcome') ?? '') });
}

/** @param {string} json */
function parsed(json) {
  try {
    return String(JSON.parse(json));
  } catch {
    return ''; // Not from our page.
  }
}

/** @param {World} world @param {string} sessionId */
function leave({ store }, sessionId) {
  if (store.get(sessionId).status === 'inProgress') store.abandon(sessionId);
}

/** @param {string} location @returns {SandboxResponse} */
function seeOther(location) {
  return {
    status: 303,
    headers: { Location: location, 'Cache-Control': 'no-store', 'Referrer-Policy': 'same-origin' },
    body: '',
  };
}

/** @param {keyof typeof PROBLEMS} problem */
function problemPage(problem) {
  const [status, title, text] = /** @type {[number, string, string]} */ (PROBLEMS[problem]);
  const main = html`<main><section class="card stage problem" aria-labelledby="title"><h1 id="title" tabindex="-1">${title}</h1><p>${text}</p></section></main>`;
  return htmlPage({ status, title, main, kind: 'play' });
}

/** @param {string} name @returns {SandboxResponse} */
function asset(name) {
  const type = Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined;
  if (type === undefined) return problemPage('unknown');
  const headers = { 'Content-Type': type, 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-cache' };
  return { status: 200, headers, body: readFileSync(join(__dirname, 'assets', name), 'utf8') };
}

module.exports = { isPagePath, page };
