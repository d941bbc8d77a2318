// What VitePress doesn't check of the built site: that every anchor exists, and that no page loads anything from another
// server. VitePress itself fails on links to pages that don't exist.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const site = fileURLToPath(new URL('dist', import.meta.url));
const base = process.env.DOCS_BASE ?? '/';
const files = readdirSync(site, { recursive: true }).map(String);
const html = new Map(
  files
    .filter((file) => file.endsWith('.html'))
    .map((file) => [file, readFileSync(join(site, file), 'utf8')]),
);
const decoded = (text) => text.replaceAll('&amp;', '&').replaceAll('&#39;', "'").replaceAll('&quot;', '"');
const attributes = (text, name) =>
  [...text.matchAll(new RegExp(`\\s${name}="([^"]*)"`, 'g'))].map(([, value]) => decoded(value));
const ids = new Map([...html].map(([file, text]) => [file, new Set(attributes(text, 'id'))]));

/** The file of the site that a link of a page leads to. */
function targetOf(page, path) {
  if (path === '') return page;
  const file = path.startsWith(base)
    ? join(site, path.slice(base.length))
    : resolve(site, dirname(page), path);
  const below = relative(site, file);
  return path.endsWith('/') ? join(below, 'index.html') : below;
}

function deadAnchors(page, text) {
  return attributes(text, 'href')
    .filter((href) => !/^[a-z]+:/.test(href) && href.includes('#') && !href.endsWith('#'))
    .filter((href) => {
      const [path, anchor] = href.split('#');
      return !ids.get(targetOf(page, path))?.has(decodeURIComponent(anchor));
    })
    .map((href) => `${page}: nothing is at ${href}`);
}

function foreignAssets(page, text) {
  const tags = text.match(/<(?:script|link|img|iframe|source|video)\b[^>]*>/g) ?? [];
  return tags
    .filter((tag) => /(?:src|href)="(?:https?:)?\/\//.test(tag))
    .map((tag) => `${page}: loads ${tag}`);
}

function foreignStyles(file) {
  const addresses = readFileSync(join(site, file), 'utf8').match(
    /(?:@import|url\()\s*["']?(?:https?:)?\/\/[^)\s]*/g,
  );
  return (addresses ?? []).map((address) => `${file}: loads ${address}`);
}

const faults = [
  ...[...html].flatMap(([page, text]) => [...deadAnchors(page, text), ...foreignAssets(page, text)]),
  ...files.filter((file) => file.endsWith('.css')).flatMap(foreignStyles),
];
for (const fault of faults) console.error(fault);
console.log(`${html.size} pages checked, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
