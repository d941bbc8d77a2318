// Links are written for GitHub: relative to the file, to files of the repository. On the site they lead to the page of
// that file. A file without a page (code, a license) isn't on the site: its link becomes plain text.
import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { addressOf, isPage, root } from './pages.mjs';

/** The anchor that GitHub gives a heading; VitePress would make another. @param {string} heading */
export const slugify = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/ /g, '-');

/** A plugin of markdown-it. @param {import('markdown-it').default} markdown */
export function repositoryLinks(markdown) {
  markdown.core.ruler.push('repository_links', ({ tokens, env }) => {
    for (const { children } of tokens)
      for (const [at, token] of (children ?? []).entries()) rewrite(token, at, children, env);
  });
}

function rewrite(token, at, tokens, { realPath, path }) {
  const href = token.type === 'link_open' ? token.attrGet('href') : null;
  if (href === null || /^([a-z]+:|#|\/)/.test(href)) return;
  const [target, anchor] = href.split('#');
  const file = relative(root, resolve(dirname(realPath ?? path), decodeURI(target)));
  if (isPage(file)) token.attrSet('href', `/${addressOf(file)}${anchor === undefined ? '' : `#${anchor}`}`);
  else if (existsSync(join(root, file))) unlink(tokens, at);
}

/** Keeps the words of a link. A link that leads nowhere at all is left to VitePress, which fails on it. */
function unlink(tokens, at) {
  const end = tokens.findIndex(({ type }, later) => later > at && type === 'link_close');
  for (const token of [tokens[at], tokens[end]])
    Object.assign(token, { type: 'text', tag: '', nesting: 0, content: '' });
}
