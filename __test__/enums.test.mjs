// The enums match docs/api-contract.md#enums, order included, as values (lib/enums.js) and as types (types/enums.d.ts).

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import enums from '../lib/enums.js';

/** @type {Record<string, Record<string, string>>} name of the enum: its members, in order */
const TABLE = {
  ILogLevel: {
    TRACE: 'TRACE',
    DEBUG: ' DEBUG',
    INFO: 'INFO',
    WARN: 'WARN',
    ERROR: 'ERROR',
    OFF: 'OFF',
  },
  Method: {
    GET: 'get',
    POST: 'post',
    PATCH: 'patch',
    DELTE: 'delete',
  },
  SessionStatus: {
    Created: 'created',
    InProgress: 'inProgress',
    Incomplete: 'incomplete',
    Complete: 'complete',
  },
  FSNodeType: {
    START: 'start',
    END: 'end',
    CONVERSATION: 'conversation',
    LIVENESS_DETECTION: 'liveness_detection',
    ENTER_EMAIL: 'enter_email',
    DATA_VALIDATION: 'data_validation',
    DOCUMENT_SCAN: 'document_scan',
    RECOGNITION: 'recognition',
    FACE_SCAN: 'face_scan',
    TWO_FACTOR_EMAIL: 'two_factor_email',
    TWO_FACTOR_SMS: 'two_factor_sms',
    PERMISSIONS: 'permissions',
    FACE_COMPARE: 'face_compare',
    EXTERNAL_CALL: 'external_call',
    FIELD_CONDITION: 'field_condition',
  },
  FSValueSource: {
    EXTRACTED_DATA: 'extractedData',
    PROVIDED_DATA: 'providedData',
  },
  FSConditionOperator: {
    EQUALS: 'equals',
    NOT_EQUALS: 'notEquals',
    GT: 'gt',
    LT: 'lt',
    GTE: 'gte',
    LTE: 'lte',
    EXISTS: 'exists',
    NOT_EXISTS: 'notExists',
  },
  FSLivenessDetectionOutcome: {
    LIVENESS_DETECTED: 'livenessDetected',
    DEEPFAKE_DETECTED: 'deepfakeDetected',
    NO_FACE: 'noFace',
    INCONCLUSIVE: 'inconclusive',
  },
  FSEnterEmailOutcome: {
    EMAIL_ENTERED: 'emailEntered',
    CANCELED: 'canceled',
  },
  FSRecognitionOutcome: {
    RECOGNIZED: 'recognized',
    NEW_USER: 'newUser',
    NO_FACE: 'noFace',
  },
  FSDocumentScanOutcome: {
    SCAN_SUCCESS: 'scanSuccess',
    USER_CANCELLED: 'userCancelled',
    TIMEOUT: 'scanTimeout',
  },
  FSFaceScanOutcome: {
    PASSED: 'passed',
    NOT_PASSED: 'notPassed',
    CANCELLED: 'cancelled',
    ERROR: 'error',
  },
  FSTwoFactorChannel: {
    EMAIL: 'email',
    SMS: 'sms',
  },
  FSTwoFactorOutcome: {
    VERIFIED: 'verified',
    DELIVERY_FAILED: 'delivery_failed',
    FAILED_UNVERIFIED: 'failed_unverified',
    CANCELLED: 'cancelled',
    ERROR: 'error',
  },
  FSPermissionsOutcome: {
    PERMISSIONS_GRANTED: 'permissionsGranted',
    PERMISSIONS_DENIED: 'permissionsDenied',
  },
  FSFaceCompareSource: {
    SESSION_VIDEO: 'sessionVideo',
    FACE_SCAN: 'faceScan',
    PROVIDED_DATA: 'providedData',
    DOCUMENT_PHOTO: 'documentPhoto',
  },
  FSFaceCompareOutcome: {
    MATCH: 'match',
    NO_MATCH: 'noMatch',
    IMAGE_UNAVAILABLE: 'imageUnavailable',
  },
  BackgroundType: {
    AVATAR: 'AVATAR',
    COLOR: 'COLOR',
  },
  WebhookType: {
    SESSION_STATUS: 'session.status',
    MEDIA_USER_PHOTO: 'media.user_photo',
    MEDIA_DOCUMENT_PHOTO: 'media.document_photo',
    MEDIA_USER_VIDEO: 'media.user_video',
    ANALYSIS_VIDEO: 'analysis.video',
    ANALYSIS_SCREENSHOT: 'analysis.screenshot',
    ANALYSIS_DEEPFAKE: 'analysis.deepfake',
    SETTINGS_AVATARS: 'settings.avatars',
    SETTINGS_LANGS: 'settings.langs',
  },
  CriterionEvaluation: {
    normal: 'normal',
    suspicious: 'suspicious',
    highFraudRisk: 'highFraudRisk',
  },
};

const declarations = readFileSync(new URL('../types/enums.d.ts', import.meta.url), 'utf8');

/** @param {object} object */
const inOrder = (object) => Object.entries(object);

/** @param {string} body of a declared enum */
const declaredMembers = (body) =>
  [...body.matchAll(/^ {2}(\w+) = '([^']*)',$/gm)].map(([, name, value]) => [name, value]);

const declared = new Map(
  [...declarations.matchAll(/^export declare enum (\w+) \{$([^}]*)^\}$/gm)].map(([, name, body]) => [
    String(name),
    declaredMembers(String(body)),
  ]),
);

test('the enums are those of the table, and no others', () => {
  assert.deepEqual(Object.keys(enums), Object.keys(TABLE));
  assert.deepEqual([...declared.keys()], Object.keys(TABLE));
});

for (const [name, members] of Object.entries(TABLE)) {
  test(`${name} has the members, values and order of the table`, () => {
    assert.deepEqual(inOrder(enums[/** @type {keyof typeof enums} */ (name)]), inOrder(members));
  });

  test(`the declaration of ${name} says the same`, () => {
    assert.deepEqual(declared.get(name), inOrder(members));
  });
}
