/**
 * Public types of `@facesignai/api-native` for CommonJS: everything that `@facesignai/api` 1.0.47 exports, the named
 * `Client`, the options and the error classes.
 * index.js makes `module.exports` the class itself, with every name as a property; so does `export =` here.
 */

import { Client } from './types/client.js';

export = Client;
