/**
 * Public types of `@facesignai/api-native` for ES modules: those of index.d.ts.
 * The default export is the class, and has every other name as a property too: a native ES module that used the old SDK
 * got the whole CommonJS object there, and wrote `pkg.default` and `pkg.FSNodeType` (contract 1).
 */

import type * as everything from './index.js';

export * from './index.js';

/** The client class, as a value. */
declare const Client: typeof everything.Client & typeof everything;
/** The client class, as a type. */
type Client = everything.Client;

export default Client;
