export type * from './index.js';
export { instrument } from './index.js';
