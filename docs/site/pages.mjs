// Which Markdown files are pages of the site, at which address, and in which order the sidebar lists them.
// The files stay where GitHub readers expect them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Pages from outside docs/, and those whose address isn't their path below docs/. */
const ADDRESSES = {
  'README.md': 'guide/index.md',
  'sandbox/README.md': 'guide/sandbox.md',
  'CONTRIBUTING.md': 'contributing.md',
  'SECURITY.md': 'reporting.md',
  'CHANGELOG.md': 'changelog.md',
};

/** The address of a page, by its path in the repository. @param {string} path */
export function addressOf(path) {
  const below = path.startsWith('docs/') ? path.slice('docs/'.length) : path;
  return ADDRESSES[path] ?? below.replace(/(^|\/)README\.md$/, '$1index.md');
}

/** Whether the site has a page for a file. @param {string} path in the repository */
export const isPage = (path) =>
  path in ADDRESSES ||
  (path.startsWith('docs/') && path.endsWith('.md') && !path.startsWith('docs/api-report'));

/** Patterns that leave out all other Markdown; the large folders first, so that they aren't searched. */
export const excluded = [
  ...['target', 'fuzz', 'fixtures', 'src', 'lib', '__test__', 'benchmark', 'examples', 'npm', 'dist'].map(
    (folder) => `${folder}/**`,
  ),
  'docs/site/**',
  'docs/api-report*.md',
];

/** The first heading of a page, without marks. @param {string} path in the repository */
function titleOf(path) {
  const heading = /^# (.*)$/m.exec(readFileSync(join(root, path), 'utf8'))?.[1] ?? path;
  return heading.replaceAll('`', '').replace(/: what was tried.*/, '');
}

const link = (path, text = titleOf(path)) => ({ text, link: `/${addressOf(path)}` });

/** The pages of a folder in the order of their names. @param {string} folder */
const inFolder = (folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md') && name !== 'README.md' && name !== 'index.md')
    .map((name) => `${folder}/${name}`);

/** What most readers look for in the API reference. */
const FIRST = [
  'client',
  'options',
  'errors',
  'api',
  'enums',
  'nodes',
  'reports',
  'webhooks',
  'flow',
  'sandbox',
];

function reference() {
  const modules = new Set([
    ...FIRST.map((name) => `docs/reference/${name}.md`),
    ...inFolder('docs/reference'),
  ]);
  return [...modules].map((path) => link(path));
}

/** A function, since the generated pages are there only when the site is built. */
export const sidebar = () => [
  {
    text: 'Guide',
    items: [
      link('README.md', 'Getting started'),
      link('docs/calls.md'),
      link('docs/clients.md'),
      link('docs/lists.md'),
      link('docs/errors.md'),
      link('docs/retries.md'),
      link('docs/reconcile.md'),
      link('docs/logging.md'),
      link('docs/events.md'),
      link('docs/testing.md', 'Testing'),
      link('docs/flow-check.md'),
      link('docs/migration.md', 'Migration'),
      link('docs/webhooks.md'),
      link('docs/security.md'),
      link('docs/runtimes.md'),
      link('sandbox/README.md', 'Sandbox'),
    ],
  },
  {
    text: 'Recipes',
    items: [
      link('docs/recipes/README.md', 'All recipes'),
      ...inFolder('docs/recipes').map((path) => link(path)),
    ],
  },
  {
    text: 'Flow rules',
    collapsed: true,
    items: [link('docs/flow/README.md', 'All rules'), ...inFolder('docs/flow').map((path) => link(path))],
  },
  {
    text: 'Reference',
    items: [
      link('docs/options.md'),
      link('docs/api-contract.md'),
      { text: 'API', link: '/reference/', collapsed: true, items: reference() },
    ],
  },
  {
    text: 'Evidence',
    items: [link('docs/reliability.md'), link('docs/performance.md')],
  },
  {
    text: 'Decisions',
    collapsed: true,
    items: [
      link('docs/decisions/README.md', 'All decisions'),
      ...inFolder('docs/decisions').map((path) => link(path)),
    ],
  },
  {
    text: 'Project',
    items: [
      link('CONTRIBUTING.md'),
      link('docs/releasing.md'),
      link('SECURITY.md', 'Report a vulnerability'),
      link('CHANGELOG.md'),
    ],
  },
];
