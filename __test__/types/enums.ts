/**
 * What old programs do with the SDK's enums, in value and in type position (docs/api-contract.md#enums).
 */

import {
  Client,
  type FSLivenessDetectionOutcome,
  FSNodeType,
  FSRecognitionOutcome,
  ILogLevel,
  Method,
  SessionStatus,
  WebhookType,
} from '../../index.js';
import { expectTrue, expectType, type Same } from './expect.js';

// A member is a type, and the enum is the union of its members.
export type Begin = { id: string; type: FSNodeType.START; outcome: string };
export const members: (FSRecognitionOutcome.RECOGNIZED | FSRecognitionOutcome.NEW_USER)[] = [];
export const outcomes: FSRecognitionOutcome[] = members;
// @ts-expect-error another member is another type
export const other: FSRecognitionOutcome.RECOGNIZED = FSRecognitionOutcome.NO_FACE;

// An enum can be the keys of a record, which then needs each of them.
export const titles: Record<FSRecognitionOutcome, string> = {
  [FSRecognitionOutcome.RECOGNIZED]: 'Welcome back',
  [FSRecognitionOutcome.NEW_USER]: 'Welcome',
  [FSRecognitionOutcome.NO_FACE]: 'Where are you?',
};
// @ts-expect-error two keys are missing
export const tooFew: Record<FSRecognitionOutcome, string> = {
  [FSRecognitionOutcome.RECOGNIZED]: 'Welcome back',
};

// Members can be listed, named by key, and read as strings.
export const kinds: FSNodeType[] = Object.values(FSNodeType);
// @ts-expect-error members are strings
export const numbers: number[] = Object.values(FSNodeType);
expectTrue<
  Same<
    keyof typeof FSLivenessDetectionOutcome,
    'LIVENESS_DETECTED' | 'DEEPFAKE_DETECTED' | 'NO_FACE' | 'INCONCLUSIVE'
  >
>();
export const memberOf = (key: keyof typeof SessionStatus): SessionStatus => SessionStatus[key];
export const text: string = WebhookType.SESSION_STATUS;
expectTrue<Same<`${Method}`, 'get' | 'post' | 'patch' | 'delete'>>();
expectTrue<Same<`${ILogLevel.DEBUG}`, ' DEBUG'>>();
export const misspelt = Method.DELTE;
// @ts-expect-error the old SDK never had the right spelling
export const wellSpelt = Method.DELETE;

// A variable that starts as one member can become another: an object of literal types would not allow it.
let level = ILogLevel.INFO;
level = ILogLevel.DEBUG;
export const client = new Client({ logLevel: level });

// A default value gives the parameter the type of the whole enum.
export function find(status = SessionStatus.Created) {
  expectType<SessionStatus>()(status);
}
find(SessionStatus.Complete);
