// How packages are loaded here: as by the CommonJS programs that most servers are once TypeScript has compiled them. The
// old SDK is CommonJS itself. An `import` of such a package takes Node.js 20 another 4 to 10 ms, for it looks through the
// files for names first.

import { createRequire } from 'node:module';

export const require = createRequire(import.meta.url);

// A program that calls `require` has run a file of CommonJS: the first one costs 0.65 ms, whoever's it is.
require('./empty.cjs');
