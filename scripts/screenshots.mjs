// Takes the pictures of docs/testing.md: the pages of the sandbox in Chromium. Run it after a change of their looks.
//   node scripts/screenshots.mjs

import { launchBrowser } from '../__test__/support/browser.mjs';
import { startExample } from '../__test__/support/example-server.mjs';
import { create } from '../__test__/support/sandbox-call.mjs';
import { TALK_FLOW } from '../__test__/support/sandbox-page.mjs';
import { freePort } from '../__test__/support/server.mjs';
import { environment } from '../__test__/support/snippets.mjs';
import { startSandbox } from '../sandbox/index.mjs';

const PICTURES = {
  'page-step': { width: 1000, height: 690, colorScheme: 'light', show: aStep },
  'page-phone': { width: 360, height: 690, colorScheme: 'dark', show: aStep },
  'sandbox-page': { width: 1000, height: 690, colorScheme: 'light', show: theSandbox },
};
const secret = 'whsec_screenshots';
const port = await freePort();
const url = `http://127.0.0.1:${port}/webhooks/facesign`;
const sandbox = await startSandbox({ seed: 1, webhooks: { url, secret } });
const env = { ...environment(sandbox), PORT: String(port), FACESIGN_WEBHOOK_SECRET: secret };
const server = await startExample(env);
const browser = await launchBrowser();
for (const [name, { width, height, colorScheme, show }] of Object.entries(PICTURES)) {
  const tab = await browser.newPage({ viewport: { width, height }, colorScheme });
  await show(tab);
  await tab.screenshot({ path: `docs/images/${name}.png` });
  await tab.close();
}
await browser.close();
await server.close();
await sandbox.close();

async function aStep(tab) {
  const { clientSecret } = (await create(sandbox, { flow: TALK_FLOW })).body;
  await tab.goto(clientSecret.url);
  await tab.getByRole('button', { name: /^ready/ }).click();
  await tab.getByRole('heading', { level: 1, name: 'live' }).waitFor();
  await tab.mouse.move(0, 0);
}

async function theSandbox(tab) {
  const { session } = (await create(sandbox, { flow: TALK_FLOW, clientReferenceId: 'order-2' })).body;
  sandbox.play(session.id, ['deepfakeDetected']);
  await create(sandbox, { flow: TALK_FLOW, clientReferenceId: 'order-3' });
  await tab.goto(`${sandbox.url}/_sandbox/`);
}
