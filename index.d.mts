/**
 * Public types of `@facesignai/api-native` for ES modules: the names of index.d.ts.
 * The default export is the class, and has every other name as a property too: a native ES module that used the old SDK
 * got the whole CommonJS object there, and wrote `pkg.default` and `pkg.FSNodeType`.
 */

export * from './types/client.js';
export { Client as default } from './types/client.js';
export * from './types/names.js';
