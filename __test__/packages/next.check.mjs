// The recipe's program on Next.js, without configuration, in the releases and builders that are in use. Each run makes
// calls in both routers and shows a session and an enum in a real browser.
import { after, test } from 'node:test';
import {
  builtAndServed,
  developed,
  NEWEST,
  recipeProject,
  shippedAndServed,
  usesAll,
} from './support/next.mjs';
import { ALL } from './support/project.mjs';
import { sandboxOf } from './support/sandbox.mjs';

const REACT_18 = { react: '18.3.1', 'react-dom': '18.3.1', '@types/react': '18.3.12' };
const ALIAS = '@facesignai/api';
const START = { 'next build && next start': builtAndServed };
const DEV = { 'next dev': developed };
/** Two routes at least: what only one needs isn't put into a chunk that both share. */
const STANDALONE = { "output: 'standalone', moved": shippedAndServed };

/** What is run of each release. Next.js 14 has no Turbopack but for `next dev`. */
const RUNS = [
  { next: NEWEST, builder: 'turbopack', ways: STANDALONE, ci: true },
  { next: NEWEST, builder: 'turbopack', ways: { ...START, ...DEV } },
  { next: NEWEST, builder: 'webpack', ways: { ...START, ...DEV, ...STANDALONE } },
  { next: '15.5.29', builder: 'turbopack', ways: { ...START, ...DEV, ...STANDALONE } },
  { next: '15.5.29', builder: 'webpack', ways: { ...START, ...STANDALONE } },
  { next: '14.2.35', builder: 'webpack', ways: { ...START, ...DEV, ...STANDALONE }, packages: REACT_18 },
  {
    next: '14.2.35',
    builder: 'webpack',
    alias: ALIAS,
    ways: { ...START, ...STANDALONE },
    packages: REACT_18,
  },
  { next: NEWEST, builder: 'turbopack', alias: ALIAS, ways: STANDALONE },
];

const projects = new Map();

for (const { next, builder, alias, ways, packages } of RUNS.filter(({ ci }) => ALL || ci)) {
  const { folder, sandbox } = await project(next, alias, packages);
  for (const [way, serve] of Object.entries(ways)) {
    const installed = alias ? `, installed as ${alias}` : '';
    test(`Next.js ${next}, ${builder}${installed}: ${way}`, () =>
      serve(sandbox, folder, builder, (url) => usesAll(sandbox, url)));
  }
}

/** One for all runs of a release. */
async function project(next, alias, packages) {
  const name = ['next', next.split('.')[0], alias && 'alias'].filter(Boolean).join('-');
  const known = projects.get(name);
  if (known) return known;
  const folder = await recipeProject(name, { next, ...packages }, alias);
  const made = { folder, sandbox: await sandboxOf(folder, alias) };
  after(() => made.sandbox.close());
  projects.set(name, made);
  return made;
}
