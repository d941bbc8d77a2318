// @ts-check
// The CommonJS entry of `@facesignai/api-native/flow`. Its types are in index.d.ts, its code in lib/flow.js.

const { flowRules, lintFlow, renderFlow, renderFlowSvg } = require('../lib/flow.js');

module.exports = { flowRules, lintFlow, renderFlow, renderFlowSvg };
