/** The same names as index.d.ts: `export type *` would need TypeScript 5. */
export * from './index.js';
