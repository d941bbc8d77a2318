// The packed entry for webhooks in the frameworks that this repository doesn't install, with real deliveries.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { platformPackage, platformsHere } from '../../scripts/manifests.mjs';
import { installed, PACKAGE, run } from './support/project.mjs';

const folder = await installed('webhooks');
// It needs no addon.
for (const platform of platformsHere())
  rmSync(join(folder, 'node_modules', platformPackage(platform)), { recursive: true, force: true });

for (const [program, argument, printed] of [
  ['express-4.cjs', 'before', '200 evt_1\n'],
  ['express-4.cjs', 'after', '200 evt_1\n'],
  ['express-4.cjs', 'raw', '200 evt_1\n'],
  ['express-4.cjs', 'parsed', '500 body_not_raw Express\n'],
  ['nestjs.cjs', 'raw', '200 evt_1\n'],
  ['nestjs.cjs', 'parsed', '500 body_not_raw Express\n'],
])
  test(`${program} ${argument}, without the addon of ${PACKAGE.name}`, async () => {
    assert.equal(await run(folder, ['node', program, argument]), printed);
  });

test(`facesign webhook send and sign, without the addon of ${PACKAGE.name}`, async (t) => {
  const received = [];
  const server = createServer((request, response) => {
    received.push(request.headers['x-facesign-signature']);
    response.end('thanks');
  }).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const env = { FACESIGN_WEBHOOK_SECRET: 'whsec_of_a_test' };
  const url = `http://127.0.0.1:${server.address().port}/`;
  const output = await run(folder, ['facesign', 'webhook', 'send', url], env);
  assert.match(output, /^\{"id":"evt_.*\}\n200\nthanks\n$/);
  assert.match(received[0], /^[0-9a-f]{64}$/);
  const headers = await run(folder, ['facesign', 'webhook', 'sign', 'package.json'], env);
  assert.match(headers, /^x-facesign-signature: [0-9a-f]{64}\n$/);
});
