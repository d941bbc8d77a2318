// @ts-check
// Who may call at all. A web page that its user has open can send requests to this machine, too, and by DNS rebinding even
// read the responses. So: no foreign Host, nothing from other sites but a link that is opened, and JSON only for changes.

const { timingSafeEqual } = require('node:crypto');
const { isIP, isIPv4 } = require('node:net');
const { error } = require('./answers.js');

/** @typedef {import('node:http').IncomingMessage} Request */
/** @typedef {import('./answers').Answer} Answer */
/** @typedef {import('./options').Settings} Settings */

/** `none`: typed, or opened from a bookmark. (Fetch Metadata, https://www.w3.org/TR/fetch-metadata/) */
const OWN_SITES = ['same-origin', 'none'];
const READING = ['GET', 'HEAD', 'OPTIONS', 'DELETE'];

/** @param {Settings} settings @param {Request} request @returns {Answer | undefined} the refusal */
function refuseForeign(settings, request) {
  return foreignHost(settings, request) ?? crossSite(settings, request) ?? notJson(request);
}

/** @param {Settings} settings @param {Request} request */
function foreignHost({ host, allowedHosts }, { headers }) {
  // HTTP/1.0 may leave it out; browsers never do.
  const name = hostname(headers.host ?? 'localhost');
  // An address can't be rebound: only names are looked up.
  const isOwn = isIP(name) > 0 || name === 'localhost' || name.endsWith('.localhost') || name === host;
  if (isOwn || allowedHosts.includes(name)) return undefined;
  const message = `The sandbox does not serve the host ${JSON.stringify(name)}. Add it to allowedHosts (--allowed-host)`;
  return error(403, { message });
}

/** Without port, and without the brackets of IPv6. @param {string} host */
function hostname(host) {
  return host
    .toLowerCase()
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1');
}

/** @param {Settings} settings @param {Request} request */
function crossSite({ tls }, { method, headers }) {
  const site = headers['sec-fetch-site'];
  const ownOrigin = `${tls ? 'https' : 'http'}://${headers.host}`;
  // Only browsers send these. Programs such as Node.js's fetch send a mode, but no site and no origin.
  const isOwn = site === undefined || OWN_SITES.includes(String(site));
  if (isOwn && [undefined, ownOrigin].includes(headers.origin)) return undefined;
  const isLink = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  if (method === 'GET' && isLink) return undefined;
  return error(403, { message: 'The sandbox takes no calls from web pages of other origins' });
}

/** What a form can send without being asked is no JSON. @param {Request} request */
function notJson({ method = '', headers }) {
  if (READING.includes(method)) return undefined;
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() === 'application/json' || (type === '' && !hasBody)) return undefined;
  return error(415, { message: 'The body must be JSON: send the header content-type: application/json' });
}

/** Whoever reaches the sandbox over the network has to know the token. @param {string | undefined} token @param {Request} request */
function refuseWithoutToken(token, { headers }) {
  const [, given = ''] = /^Bearer +(.+)$/i.exec(headers.authorization ?? '') ?? [];
  if (token === undefined || equal(given, token)) return undefined;
  const message = 'The control of this sandbox needs its token: authorization: Bearer <token>';
  return error(401, { message, code: 'sandbox_token_required' });
}

/** @param {string} a @param {string} b */
function equal(a, b) {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

/** @param {string} address that a server listens on */
function isLoopback(address) {
  const mapped = address.replace(/^::ffff:/, '');
  return address === '::1' || (isIPv4(mapped) && mapped.startsWith('127.'));
}

module.exports = { isLoopback, refuseForeign, refuseWithoutToken };
