// How packages are loaded here: as by the CommonJS programs that most servers are once TypeScript has compiled them. The
// old SDK is CommonJS itself. An `import` of such a package takes Node.js 20 another 6 to 11 ms, for it looks through the
// files for names first.

import { createRequire } from 'node:module';

export const require = createRequire(import.meta.url);

// A program that calls `require` has run a file of CommonJS: the first one costs 0.65 ms, whichever it is.
require('./empty.cjs');
