// The module that lets bundlers include a platform package's addon: it exports the addon's path at run time. It is an ES
// module, since bundlers follow `import.meta.url` only there. Node.js never loads it.

/** @param {string} binary the addon's file name @returns {string} the module's source */
export function bundledModule(binary) {
  return `// For bundlers only: the path of the addon, wherever the bundler put it.
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

function file() {
  // Turbopack traces a path that is joined from these literals.
  if (process.turbopack) return join(dirname(fileURLToPath(import.meta.url)), '${binary}');
  const url = new URL('./${binary}', import.meta.url);
  // ncc puts it into the folder of its bundle.
  if (typeof __webpack_require__ === 'function' && typeof __webpack_require__.ab === 'string')
    return join(__webpack_require__.ab, '${binary}');
  // webpack and Rspack for Node.js.
  if (url.protocol === 'file:') return fileURLToPath(url);
  return findUpwards(dirname(__filename), basename(url.pathname));
}

// Next.js on webpack gives a browser's address; the file is in the build folder.
function findUpwards(folder, name) {
  for (const media of ['static/media', 'chunks/static/media']) {
    const path = join(folder, media, name);
    if (existsSync(path)) return path;
  }
  const parent = dirname(folder);
  return parent === folder ? join(folder, name) : findUpwards(parent, name);
}

export default file();
`;
}
