export type * from './index.js';
export { startSandbox } from './index.js';
