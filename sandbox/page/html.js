// @ts-check
// HTML that escapes every value. Flows, metadata and requests are the caller's, and may be hostile.

class Html {
  /** @param {string} text markup */
  constructor(text) {
    this.text = text;
  }
}

/** @type {Record<string, string>} */
const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A template. Values are escaped, unless they are templates themselves; `undefined` and `false` are left out. */
function html(/** @type {TemplateStringsArray} */ parts, /** @type {unknown[]} */ ...values) {
  return new Html(parts.map((part, at) => (at === 0 ? part : markup(values[at - 1]) + part)).join(''));
}

/** @param {unknown} value @returns {string} */
function markup(value) {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(markup).join('');
  if (value === undefined || value === null || value === false) return '';
  return String(value).replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter);
}

/** Markup of our own making, such as a picture. @param {string} text */
function trusted(text) {
  return new Html(text);
}

const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': [
    "default-src 'none'",
    ...["style-src 'self'", "script-src 'self'", "img-src 'self'", "connect-src 'self'"],
    ...["form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"],
  ].join('; '),
  // Not stricter: a form posted under `no-referrer` has the origin `null`.
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
};

/**
 * A whole page. `main` replaces that of the page before it when a script has made the step.
 * @param {{ status?: number, title: string, main: Html, kind: string, headers?: Record<string, string> }} page
 * @returns {import('../responses').SandboxResponse}
 */
function htmlPage({ status = 200, title, main, kind, headers = {} }) {
  const { text } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title} · FaceSign sandbox</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="/play/assets/icon.svg">
<link rel="stylesheet" href="/play/assets/page.css">
<script src="/play/assets/${kind}.js" type="module"></script>
</head>
<body class="${kind}">
<header class="bar"><div><p><strong>FaceSign sandbox</strong> <span>a local stand-in; nobody is verified here</span></p>
<p id="news" role="status" dir="auto"></p></div></header>
${main}
</body>
</html>
`;
  return { status, headers: { ...HEADERS, ...headers }, body: text };
}

module.exports = { html, htmlPage, trusted };
