// @ts-check
// The ES module entry of `@facesignai/api-native/sandbox`: it exports the same function as the CommonJS entry.
import entry from './index.js';

export const startSandbox = entry.startSandbox;
