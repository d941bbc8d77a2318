// The server recipes of docs/recipes, and one with Hono, run as they are. They share one installation, each in a folder
// below it.
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { inRepository } from './support/committed.mjs';
import { copied, npm, PACKAGE, run } from './support/project.mjs';
import { sandboxOf } from './support/sandbox.mjs';
import { servesSessions, withServer } from './support/server.mjs';

const folder = copied('servers');
const recipes = ['docs/recipes/code', '__test__/packages/projects/servers'].flatMap(recipesIn);
const dependencies = Object.assign(
  { [PACKAGE.name]: 'latest' },
  ...recipes.map((recipe) => recipe.dependencies),
);
writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
await npm(folder, 'install');
const sandbox = await sandboxOf(folder);
after(() => sandbox.close());

for (const { name, source, start, check } of recipes) {
  test(`${name} serves sessions`, async () => {
    const own = join(folder, name);
    cpSync(source, own, { recursive: true });
    const commands = start.split('&&');
    for (const command of commands.slice(0, -1)) await run(own, ['sh', '-c', command]);
    await withServer(sandbox, own, commands.at(-1), (url) => servesSessions(sandbox, url, check.path));
  });
}

/** Recipes with a server of their own; Next.js has a check of its own. */
function recipesIn(path) {
  const parent = inRepository(path);
  return readdirSync(parent)
    .filter((name) => name !== 'nextjs' && existsSync(join(parent, name, 'recipe.json')))
    .map((name) => {
      const source = join(parent, name);
      return { name, source, ...JSON.parse(readFileSync(join(source, 'recipe.json'), 'utf8')) };
    });
}
