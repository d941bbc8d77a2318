// The module by which a bundler takes a platform package's addon in: it exports the path of the addon at run time. An
// ES module, since bundlers follow `import.meta.url` in these only; Node.js never reads it.

/** @param {string} binary the addon's file name @returns {string} the module's text */
export function bundledModule(binary) {
  return `// Read by bundlers only: the path of the addon, wherever the bundler has put it.
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

function file() {
  // Turbopack: a path joined from these two literals is what it traces.
  if (process.turbopack) return join(dirname(fileURLToPath(import.meta.url)), '${binary}');
  const url = new URL('./${binary}', import.meta.url);
  // ncc: beside its bundle.
  if (typeof __webpack_require__ === 'function' && typeof __webpack_require__.ab === 'string')
    return join(__webpack_require__.ab, '${binary}');
  // webpack and Rspack for Node.js.
  if (url.protocol === 'file:') return fileURLToPath(url);
  return above(dirname(__filename), basename(url.pathname));
}

// Next.js on webpack gives the address that a browser would use; the file lies in the folder of the build.
function above(folder, name) {
  for (const media of ['static/media', 'chunks/static/media']) {
    const path = join(folder, media, name);
    if (existsSync(path)) return path;
  }
  const parent = dirname(folder);
  return parent === folder ? join(folder, name) : above(parent, name);
}

export default file();
`;
}
