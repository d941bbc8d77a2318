/**
 * The ways in which a native ES module in TypeScript takes the package.
 */

import * as everything from '@facesignai/api-native';
import Default, { Client, FSNodeType, type SessionSettings } from '@facesignai/api-native';
import { expectTrue, type Same } from './expect.js';

expectTrue<Same<typeof Default, typeof Client>>();
expectTrue<Same<typeof everything.Client, typeof Client>>();

export const clients: Client[] = [
  new Default(),
  new Client(),
  new everything.default(),
  new everything.Client(),
  // As programs had to write with the old SDK, whose default import was the whole CommonJS object:
  new Default.default(),
];
export const held: Default = new Default({ logLevel: Default.ILogLevel.DEBUG });
export class Sub extends Default {}
export const start: everything.FSNodeType.START = FSNodeType.START;
export const end = { id: 'end', type: Default.FSNodeType.END };
export type Settings = SessionSettings | everything.SessionSettings;

const later = await import('@facesignai/api-native');
clients.push(new later.default(), new later.Client());
