/**
 * Each kind of node once as it must be, and once with one mistake (docs/api-contract.md#nodes).
 */

import Client, {
  type FSConversationNode,
  type FSEndNode,
  type FSFaceCompareSource,
  type FSFaceCompareSourceConfig,
  type FSLivenessDetectionNode,
  type FSNode,
  FSNodeType,
  type FSStartNode,
  type FSTwoFactorNodeSMS,
} from '../../index.js';
import { expectType } from './expect.js';

const twoFactor = {
  verified: 'end',
  delivery_failed: 'end',
  failed_unverified: 'end',
  cancelled: 'end',
  error: 'end',
};
const request = {
  url: 'https://example.com/kyc',
  method: 'GET',
  vars: [{ name: 'plan', value: { type: 'ref', source: 'providedData', field: 'plan' } }],
} as const;

/** Asks the compiler the way a caller does: with a flow of one node. */
const flowOf = (node: Parameters<Client['session']['create']>[0]['flow'][number]) =>
  new Client().session.create({ metadata: {}, flow: [node] });

flowOf({ id: 'n', type: FSNodeType.START, outcome: 'end' });
// @ts-expect-error a start node has one outcome
flowOf({ id: 'n', type: FSNodeType.START });

flowOf({ id: 'n', type: FSNodeType.END });
// @ts-expect-error an end node leads nowhere
flowOf({ id: 'n', type: FSNodeType.END, outcome: 'end' });

flowOf({
  id: 'n',
  type: FSNodeType.CONVERSATION,
  prompt: 'Greet the user.',
  outcomes: [{ id: 'o', targetNodeId: 'end', condition: '' }],
  doesNotRequireReply: true,
  awaitExternal: {
    request: { url: 'https://example.com/kyc' },
    poll: { intervalMs: 1000, timeoutMs: 30_000 },
    exits: { onDataReady: 'end', onTimeout: 'end', onError: 'end' },
  },
});
// @ts-expect-error a conversation has one outcome at least
flowOf({ id: 'n', type: FSNodeType.CONVERSATION, prompt: 'Greet the user.', outcomes: [] });

flowOf({
  id: 'n',
  type: FSNodeType.LIVENESS_DETECTION,
  outcomes: { livenessDetected: 'end', deepfakeDetected: 'end', noFace: 'end', inconclusive: 'end' },
});
flowOf({
  id: 'n',
  type: FSNodeType.LIVENESS_DETECTION,
  // @ts-expect-error `inconclusive` is missing
  outcomes: { livenessDetected: 'end', deepfakeDetected: 'end', noFace: 'end' },
});

flowOf({
  id: 'n',
  type: FSNodeType.ENTER_EMAIL,
  outcomes: { emailEntered: 'end', canceled: 'end' },
  prompt: 'Your address?',
});
// @ts-expect-error here it is `canceled`, with one l
flowOf({ id: 'n', type: FSNodeType.ENTER_EMAIL, outcomes: { emailEntered: 'end', cancelled: 'end' } });

flowOf({
  id: 'n',
  type: FSNodeType.DATA_VALIDATION,
  outcomes: [{ id: 'o', targetNodeId: 'end', condition: '' }],
  validation: { field: 'name', action: 'equals', value: 'Ada' },
});
flowOf({
  id: 'n',
  type: FSNodeType.DATA_VALIDATION,
  outcomes: [{ id: 'o', targetNodeId: 'end', condition: '' }],
  // @ts-expect-error a validation has an action
  validation: { field: 'name' },
});

flowOf({
  id: 'n',
  type: FSNodeType.DOCUMENT_SCAN,
  scanningMode: 'single',
  allowedDocumentTypes: ['passport', 'dl'],
  outcomes: { scanSuccess: 'end', userCancelled: 'end', scanTimeout: 'end' },
  showTorchButton: false,
  showCameraSwitch: false,
  showMirrorCameraButton: false,
});
flowOf({
  id: 'n',
  type: FSNodeType.DOCUMENT_SCAN,
  scanningMode: 'single',
  // @ts-expect-error no such kind of document
  allowedDocumentTypes: ['library-card'],
  outcomes: { scanSuccess: 'end', userCancelled: 'end', scanTimeout: 'end' },
});

flowOf({
  id: 'n',
  type: FSNodeType.RECOGNITION,
  outcomes: { recognized: 'end', newUser: 'end', noFace: 'end' },
});
// @ts-expect-error `noFace` is missing
flowOf({ id: 'n', type: FSNodeType.RECOGNITION, outcomes: { recognized: 'end', newUser: 'end' } });

flowOf({
  id: 'n',
  type: FSNodeType.FACE_SCAN,
  outcomes: { passed: 'end', notPassed: 'end', cancelled: 'end', error: 'end' },
  captureInstructions: 'Look here.',
  requireLivenessChallenge: true,
  requireAILivenessCheck: true,
  referenceImageKey: 'photo',
  similarityThreshold: 0.9,
  enableSound: false,
  enableHaptics: false,
});
flowOf({
  id: 'n',
  type: FSNodeType.FACE_SCAN,
  outcomes: { passed: 'end', notPassed: 'end', cancelled: 'end', error: 'end' },
  // @ts-expect-error a number
  similarityThreshold: '0.9',
});

flowOf({
  id: 'n',
  type: FSNodeType.TWO_FACTOR_EMAIL,
  outcomes: twoFactor,
  otpLength: 6,
  expirySeconds: 300,
  maxAttempts: 3,
  resendAfterSeconds: 30,
  showUI: true,
  emailTemplate: 'Your code is {{code}}.',
});
// @ts-expect-error that is the template of the other channel
flowOf({ id: 'n', type: FSNodeType.TWO_FACTOR_EMAIL, outcomes: twoFactor, smsTemplate: '{{code}}' });

flowOf({ id: 'n', type: FSNodeType.TWO_FACTOR_SMS, outcomes: twoFactor, smsTemplate: '{{code}}' });
// @ts-expect-error that is the template of the other channel
flowOf({ id: 'n', type: FSNodeType.TWO_FACTOR_SMS, outcomes: twoFactor, emailTemplate: '{{code}}' });

flowOf({
  id: 'n',
  type: FSNodeType.PERMISSIONS,
  permissions: { camera: true, microphone: true },
  outcomes: { permissionsGranted: 'end', permissionsDenied: 'end' },
  prompt: 'May we?',
});
flowOf({
  id: 'n',
  type: FSNodeType.PERMISSIONS,
  // @ts-expect-error no such permission
  permissions: { location: true },
  outcomes: { permissionsGranted: 'end', permissionsDenied: 'end' },
});

flowOf({
  id: 'n',
  type: FSNodeType.FACE_COMPARE,
  sourceA: { source: 'providedData', providedDataKey: 'photo' },
  sourceB: { source: 'sessionVideo' },
  outcomes: { match: 'end', noMatch: 'end', imageUnavailable: 'end' },
  similarityThreshold: 0.9,
});
flowOf({
  id: 'n',
  type: FSNodeType.FACE_COMPARE,
  // @ts-expect-error provided data need their key
  sourceA: { source: 'providedData' },
  sourceB: { source: 'documentPhoto' },
  outcomes: { match: 'end', noMatch: 'end', imageUnavailable: 'end' },
});

flowOf({
  id: 'n',
  type: FSNodeType.EXTERNAL_CALL,
  request: { ...request, vars: [...request.vars] },
  outcome: 'end',
});
// @ts-expect-error GET or POST
flowOf({ id: 'n', type: FSNodeType.EXTERNAL_CALL, request: { url: 'u', method: 'PUT' }, outcome: 'end' });

flowOf({
  id: 'n',
  type: FSNodeType.FIELD_CONDITION,
  rules: [{ left: { source: 'providedData', field: 'vip' }, operator: 'exists', outcome: 'end' }],
  default: 'end',
});
// @ts-expect-error one rule at least
flowOf({ id: 'n', type: FSNodeType.FIELD_CONDITION, rules: [], default: 'end' });

// @ts-expect-error no such kind of node
flowOf({ id: 'n', type: 'two_factor', outcomes: twoFactor });

/** `type` narrows, and a `switch` over all fifteen kinds is exhaustive. */
export function targetsOf(node: FSNode): string[] {
  if (node.type === FSNodeType.TWO_FACTOR_SMS) expectType<FSTwoFactorNodeSMS>()(node);
  switch (node.type) {
    case FSNodeType.START:
      expectType<FSStartNode>()(node);
      return [node.outcome];
    case FSNodeType.END:
      expectType<FSEndNode>()(node);
      return [];
    case FSNodeType.CONVERSATION:
      expectType<FSConversationNode>()(node);
      return node.outcomes.map((outcome) => outcome.targetNodeId);
    case FSNodeType.DATA_VALIDATION:
      return node.outcomes.map((outcome) => outcome.targetNodeId);
    case FSNodeType.EXTERNAL_CALL:
      return [node.outcome];
    case FSNodeType.FIELD_CONDITION:
      return [...node.rules.map((rule) => rule.outcome), node.default];
    case FSNodeType.LIVENESS_DETECTION:
      expectType<FSLivenessDetectionNode>()(node);
      return Object.values(node.outcomes);
    case FSNodeType.ENTER_EMAIL:
    case FSNodeType.DOCUMENT_SCAN:
    case FSNodeType.RECOGNITION:
    case FSNodeType.FACE_SCAN:
    case FSNodeType.TWO_FACTOR_EMAIL:
    case FSNodeType.TWO_FACTOR_SMS:
    case FSNodeType.PERMISSIONS:
    case FSNodeType.FACE_COMPARE:
      return Object.values<string>(node.outcomes);
    default:
      expectType<never>()(node);
      return node;
  }
}

/** The source of a compared image narrows too. */
export function keyOf(config: FSFaceCompareSourceConfig): string | FSFaceCompareSource {
  return 'providedDataKey' in config ? config.providedDataKey : config.source;
}
