// Loads packages with `require`, like most servers, which TypeScript compiles to CommonJS. The old SDK is CommonJS itself.
// With `import`, Node.js 20 takes another 6 to 11 ms to search its files for names.

import { createRequire } from 'node:module';

export const require = createRequire(import.meta.url);

// The first CommonJS file of a process costs 0.65 ms, which a program that calls `require` has already paid.
require('./empty.cjs');
