// @ts-check
// The ES module entry of `@facesignai/api-native/sandbox`: the same function as the CommonJS entry gives.
import entry from './index.js';

export const startSandbox = entry.startSandbox;
