// Files of the repository that are generated from the package.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../../../', import.meta.url);
export const UPDATE = process.env.FACESIGN_PACKAGES_UPDATE === '1';

/** A place in the repository. @param {string} path */
export const inRepository = (path) => fileURLToPath(new URL(path, ROOT));

/** A committed file must be what was made just now; `--update` writes it. @param {string} path @param {string} made */
export function isCommitted(path, made) {
  if (UPDATE) writeFileSync(inRepository(path), made);
  const hint = `${path} is not what the package gives now. If the change is meant: npm run test:packages -- --update`;
  assert.equal(readFileSync(inRepository(path), 'utf8'), made, hint);
}
