// A registry on loopback that has only our scope: every package manager resolves the root and its optional platform
// packages from it, and never asks the public registry for unpublished versions.

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename } from 'node:path';
import { manifestIn } from './tarball.mjs';

/**
 * Serves these tarballs until it is closed.
 * @param {{ root: string, addon: string, others: string[] }} tarballs
 * @returns {Promise<{ url: string, close(): void }>}
 */
export async function startRegistry({ root, addon, others }) {
  const files = [root, addon, ...others];
  const server = createServer((request, response) => reply(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}`;
  const packages = new Map(files.map((file) => [manifestIn(file).name, packument(file, url)]));
  const contents = new Map(files.map((file) => [`/tarballs/${basename(file)}`, file]));

  function reply(request, response) {
    const path = decodeURIComponent(new URL(request.url, url).pathname);
    const known = packages.get(path.slice(1));
    if (known) return response.setHeader('content-type', 'application/json').end(JSON.stringify(known));
    if (contents.has(path)) return response.end(readFileSync(contents.get(path)));
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"not found"}');
  }

  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url, close };
}

/** A registry's record of a package with one version, old enough for installers that wait some days. */
function packument(tarball, url) {
  const manifest = manifestIn(tarball);
  const { name, version } = manifest;
  const bytes = readFileSync(tarball);
  const dist = {
    tarball: `${url}/tarballs/${basename(tarball)}`,
    integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
    shasum: createHash('sha1').update(bytes).digest('hex'),
  };
  return {
    name,
    'dist-tags': { latest: version },
    versions: { [version]: { ...manifest, dist } },
    time: { created: LONG_AGO, modified: LONG_AGO, [version]: LONG_AGO },
  };
}

const LONG_AGO = '2026-01-01T00:00:00.000Z';
