// @ts-check
// The CommonJS entry of `@facesignai/api-native/flow`. Its types are in index.d.ts, its code in lib/flow.js.

/** @type {any} */
const Client = require('../index.js');
/** @type {typeof import('../lib/flow.js')} */
const flow = Client[Symbol.for('@facesignai/api-native.internals')].flow();

const { flowRules, lintFlow, renderFlow, renderFlowSvg } = flow;

module.exports = { flowRules, lintFlow, renderFlow, renderFlowSvg };
