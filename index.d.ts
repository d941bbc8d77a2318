/**
 * Public types of `@facesignai/api-native` for CommonJS: everything that `@facesignai/api` 1.0.47 exports
 * (contract 1.1, 3, 4), the named `Client`, the options and the error classes.
 * index.js makes `module.exports` the class itself, with every name as a property.
 */

export * from './types/analysis.js';
export * from './types/api.js';
export * from './types/client.js';
export { Client as default } from './types/client.js';
export * from './types/customization.js';
export * from './types/device.js';
export * from './types/endpoints.js';
export * from './types/enums.js';
export * from './types/errors.js';
export * from './types/flow.js';
export * from './types/helpers.js';
export * from './types/location.js';
export * from './types/nodes.js';
export * from './types/options.js';
export * from './types/reports.js';
export * from './types/scanning.js';
export * from './types/scanning-values.js';
export * from './types/webhooks.js';
