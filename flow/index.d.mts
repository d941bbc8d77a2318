export type * from './index.js';
export { flowRules, lintFlow, renderFlow, renderFlowSvg } from './index.js';
