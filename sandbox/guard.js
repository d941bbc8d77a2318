// @ts-check
// Access control. Any web page that is open in a browser can send requests to this machine, and with DNS rebinding even
// read the responses. So the sandbox rejects foreign hosts, requests from other sites (except links), and changes that are
// not JSON.

const { timingSafeEqual } = require('node:crypto');
const { isIP, isIPv4 } = require('node:net');
const { error } = require('./responses.js');

/** @typedef {import('node:http').IncomingMessage} Request */
/** @typedef {import('./responses').SandboxResponse} SandboxResponse */
/** @typedef {import('./options').Settings} Settings */

/** `none`: typed, or opened from a bookmark (https://www.w3.org/TR/fetch-metadata/). */
const OWN_SITES = ['same-origin', 'none'];
const FORM = 'application/x-www-form-urlencoded';
const READ_METHODS = ['GET', 'HEAD', 'OPTIONS', 'DELETE'];

/**
 * @param {Settings} settings @param {Request} request
 * @param {{ takesForms?: boolean }} [options] `takesForms`: also takes forms, but only of the sandbox's own pages
 * @returns {SandboxResponse | undefined} the rejection
 */
function rejectForeign(settings, request, { takesForms = false } = {}) {
  const foreign = foreignHost(settings, request) ?? crossSite(settings, request);
  return foreign ?? (takesForms && isOwnForm(settings, request) ? undefined : notJson(request));
}

/** Browsers give the origin of each form, and no page can change it. @param {Settings} settings @param {Request} request */
function isOwnForm(settings, { headers }) {
  return headers.origin === ownOrigin(settings, headers.host) && contentType(headers) === FORM;
}

/** @param {Settings} settings @param {Request} request */
function foreignHost({ host, allowedHosts }, { headers }) {
  // HTTP/1.0 clients may omit it; browsers never do.
  const name = hostname(headers.host ?? 'localhost');
  // Only names can be rebound, since addresses aren't looked up.
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
function crossSite(settings, { method, headers }) {
  const site = headers['sec-fetch-site'];
  // Only browsers send these. Other programs, such as Node.js's fetch, send a mode but no site and no origin.
  const isOwn = site === undefined || OWN_SITES.includes(String(site));
  if (isOwn && [undefined, ownOrigin(settings, headers.host)].includes(headers.origin)) return undefined;
  const isLink = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  if (method === 'GET' && isLink) return undefined;
  return error(403, { message: 'The sandbox rejects calls from web pages of other origins' });
}

/** @param {Settings} settings @param {string | undefined} host */
function ownOrigin({ tls }, host) {
  return `${tls ? 'https' : 'http'}://${host}`;
}

/** @param {Request['headers']} headers */
function contentType(headers) {
  return (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
}

/** Requires JSON, which a form of another site can't send. @param {Request} request */
function notJson({ method = '', headers }) {
  if (READ_METHODS.includes(method)) return undefined;
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  const type = contentType(headers);
  if (type === 'application/json' || (type === '' && !hasBody)) return undefined;
  return error(415, { message: 'The body must be JSON: send the header content-type: application/json' });
}

/** Over the network the control needs a token. Browsers ask for it. @param {string | undefined} token @param {Request} request */
function rejectWithoutToken(token, { headers }) {
  if (token === undefined || equal(givenToken(headers.authorization ?? ''), token)) return undefined;
  const message = '/_sandbox needs the token of this sandbox: authorization: Bearer <token>';
  const asks = headers.accept?.includes('text/html');
  const challenge = {
    'WWW-Authenticate': 'Basic realm="FaceSign sandbox, password: its token", charset="UTF-8"',
  };
  return error(401, { message, code: 'sandbox_token_required' }, asks ? challenge : {});
}

/** The token, or the password, as which browsers send it with any user name. @param {string} authorization */
function givenToken(authorization) {
  const [, scheme = '', value = ''] = /^(bearer|basic) +(.+)$/i.exec(authorization) ?? [];
  if (scheme.toLowerCase() !== 'basic') return value;
  return Buffer.from(value, 'base64')
    .toString()
    .replace(/^[^:]*:/, '');
}

/** @param {string} a @param {string} b */
function equal(a, b) {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  // By bytes, not characters: timingSafeEqual throws for unequal lengths.
  return one.length === other.length && timingSafeEqual(one, other);
}

/** @param {string} address of a listening server */
function isLoopback(address) {
  const mapped = address.replace(/^::ffff:/, '');
  return address === '::1' || (isIPv4(mapped) && mapped.startsWith('127.'));
}

module.exports = { isLoopback, rejectForeign, rejectWithoutToken };
