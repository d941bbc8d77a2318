// @ts-check
// The ES module entry of `@facesignai/api-native/flow`: the same functions as the CommonJS entry gives.
import entry from './index.js';

export const { flowRules, lintFlow, renderFlow, renderFlowSvg } = entry;
