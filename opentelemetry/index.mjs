// @ts-check
// The ES module entry of `@facesignai/api-native/opentelemetry`: the same function as the CommonJS entry gives.
import entry from './index.js';

export const { instrument } = entry;
