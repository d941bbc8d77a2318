// The packed entry for webhooks in the frameworks that this repository doesn't install, with real deliveries.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
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
