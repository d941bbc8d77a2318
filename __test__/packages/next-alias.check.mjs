// An old program on Next.js (__test__/drop-in/programs/next), unchanged, with the package under the old SDK's name:
// built without configuration, started, used, and its page opened in a real browser.
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launchBrowser } from '../support/browser.mjs';
import { inRepository } from './support/committed.mjs';
import { builtAndServed, nextProject, RECIPE, showsComplete } from './support/next.mjs';
import { ALL, PACKAGE } from './support/project.mjs';
import { isOurs, sandboxOf } from './support/sandbox.mjs';

const ALIAS = '@facesignai/api';
const folder = await nextProject('next-alias', [inRepository('__test__/drop-in/programs/next')], {
  [ALIAS]: `npm:${PACKAGE.name}@latest`,
});
for (const file of ['tsconfig.json', 'app/layout.tsx']) cpSync(join(RECIPE, file), join(folder, file));

const sandbox = await sandboxOf(folder, ALIAS);
let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => Promise.all([browser?.close(), sandbox.close()]));

for (const builder of ALL ? ['webpack', 'turbopack'] : ['webpack']) {
  test(`built with ${builder}, it makes, reads and refreshes sessions and shows one in a browser`, () =>
    builtAndServed(sandbox, folder, builder, async (url) => {
      const id = await drives(url);
      await showsComplete(sandbox, browser, url, id);
    }));
}

/** As drive.ts does without Next.js. @param {string} url @returns {Promise<string>} the session */
async function drives(url) {
  const api = `${url}/api/sessions`;
  const { sessionId, url: first } = await json(200, api, {
    method: 'POST',
    body: JSON.stringify({ userId: 'user-9' }),
  });
  assert.deepEqual(await json(200, `${api}/${sessionId}`), { status: 'inProgress', for: 'user-9' });
  const fresh = await json(200, `${api}/${sessionId}/refresh`, { method: 'POST' });
  assert.match(fresh.url, /\/play\?cs=cs/);
  assert.notEqual(fresh.url, first);
  assert.equal((await json(404, `${api}/unknown`)).type, 'not_found_error');
  isOurs(sandbox, sessionId);
  return sessionId;
}

async function json(status, address, options) {
  const response = await fetch(address, options);
  const text = await response.text();
  assert.equal(response.status, status, text);
  return JSON.parse(text);
}
