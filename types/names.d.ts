/** Every public name except the class `Client`, which has them all as properties (client.d.ts). */

export * from './analysis.js';
export * from './api.js';
export * from './customization.js';
export * from './device.js';
export * from './endpoints.js';
export * from './enums.js';
export * from './errors.js';
export * from './flow.js';
export * from './helpers.js';
export * from './lists.js';
export * from './location.js';
export * from './nodes.js';
export * from './observability.js';
export * from './options.js';
export * from './reports.js';
export * from './scanning.js';
export * from './scanning-values.js';
export * from './webhooks.js';
