/**
 * The ways in which a CommonJS program in TypeScript takes the package.
 */

import * as everything from '@facesignai/api-native';
import Default, { Client, FSNodeType, type SessionSettings } from '@facesignai/api-native';

import required = require('@facesignai/api-native');

import { expectTrue, type Same } from './expect.js';

expectTrue<Same<typeof Default, typeof Client>>();
expectTrue<Same<typeof everything.default, typeof Client>>();
expectTrue<Same<typeof required.default, typeof Client>>();
expectTrue<Same<typeof required.Client, typeof Client>>();
expectTrue<Same<typeof required, typeof Client>>();
expectTrue<Same<typeof Client.default, typeof Client>>();

export const clients: Client[] = [
  new Default(),
  new Client(),
  new everything.default(),
  new everything.Client(),
  new required.default(),
  new required.Client(),
  new required(),
];
export const held: Default = new Default();
export const heldByRequire: required = new required();
export const start: required.FSNodeType.START = FSNodeType.START;
export type Settings = SessionSettings | everything.SessionSettings;
