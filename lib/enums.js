// @ts-check
'use strict';

// The enums of the FaceSign SDK, with their members, values and order (docs/api-contract.md#enums). They are plain mutable
// objects, as TypeScript compiles string enums, so that programs can list, extend or stub them. Their types are in
// types/enums.d.ts; __test__/enums.test.mjs compares both with the contract.

// How much the client logs. The space in `' DEBUG'` is the old SDK's; `'DEBUG'` works too.
const ILogLevel = {
  TRACE: 'TRACE',
  DEBUG: ' DEBUG',
  INFO: 'INFO',
  WARN: 'WARN',
  ERROR: 'ERROR',
  OFF: 'OFF',
};

// HTTP methods of the endpoint constants. `DELTE` is the old SDK's spelling.
const Method = {
  GET: 'get',
  POST: 'post',
  PATCH: 'patch',
  DELTE: 'delete',
};

const SessionStatus = {
  Created: 'created',
  InProgress: 'inProgress',
  Incomplete: 'incomplete',
  Complete: 'complete',
};

const FSNodeType = {
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
};

const FSValueSource = {
  EXTRACTED_DATA: 'extractedData',
  PROVIDED_DATA: 'providedData',
};

const FSConditionOperator = {
  EQUALS: 'equals',
  NOT_EQUALS: 'notEquals',
  GT: 'gt',
  LT: 'lt',
  GTE: 'gte',
  LTE: 'lte',
  EXISTS: 'exists',
  NOT_EXISTS: 'notExists',
};

const FSLivenessDetectionOutcome = {
  LIVENESS_DETECTED: 'livenessDetected',
  DEEPFAKE_DETECTED: 'deepfakeDetected',
  NO_FACE: 'noFace',
  INCONCLUSIVE: 'inconclusive',
};

const FSEnterEmailOutcome = {
  EMAIL_ENTERED: 'emailEntered',
  CANCELED: 'canceled',
};

const FSRecognitionOutcome = {
  RECOGNIZED: 'recognized',
  NEW_USER: 'newUser',
  NO_FACE: 'noFace',
};

const FSDocumentScanOutcome = {
  SCAN_SUCCESS: 'scanSuccess',
  USER_CANCELLED: 'userCancelled',
  TIMEOUT: 'scanTimeout',
};

const FSFaceScanOutcome = {
  PASSED: 'passed',
  NOT_PASSED: 'notPassed',
  CANCELLED: 'cancelled',
  ERROR: 'error',
};

const FSTwoFactorChannel = {
  EMAIL: 'email',
  SMS: 'sms',
};

const FSTwoFactorOutcome = {
  VERIFIED: 'verified',
  DELIVERY_FAILED: 'delivery_failed',
  FAILED_UNVERIFIED: 'failed_unverified',
  CANCELLED: 'cancelled',
  ERROR: 'error',
};

const FSPermissionsOutcome = {
  PERMISSIONS_GRANTED: 'permissionsGranted',
  PERMISSIONS_DENIED: 'permissionsDenied',
};

const FSFaceCompareSource = {
  SESSION_VIDEO: 'sessionVideo',
  FACE_SCAN: 'faceScan',
  PROVIDED_DATA: 'providedData',
  DOCUMENT_PHOTO: 'documentPhoto',
};

const FSFaceCompareOutcome = {
  MATCH: 'match',
  NO_MATCH: 'noMatch',
  IMAGE_UNAVAILABLE: 'imageUnavailable',
};

const BackgroundType = {
  AVATAR: 'AVATAR',
  COLOR: 'COLOR',
};

const WebhookType = {
  SESSION_STATUS: 'session.status',
  MEDIA_USER_PHOTO: 'media.user_photo',
  MEDIA_DOCUMENT_PHOTO: 'media.document_photo',
  MEDIA_USER_VIDEO: 'media.user_video',
  ANALYSIS_VIDEO: 'analysis.video',
  ANALYSIS_SCREENSHOT: 'analysis.screenshot',
  ANALYSIS_DEEPFAKE: 'analysis.deepfake',
  SETTINGS_AVATARS: 'settings.avatars',
  SETTINGS_LANGS: 'settings.langs',
};

const CriterionEvaluation = {
  normal: 'normal',
  suspicious: 'suspicious',
  highFraudRisk: 'highFraudRisk',
};

module.exports = {
  ILogLevel,
  Method,
  SessionStatus,
  FSNodeType,
  FSValueSource,
  FSConditionOperator,
  FSLivenessDetectionOutcome,
  FSEnterEmailOutcome,
  FSRecognitionOutcome,
  FSDocumentScanOutcome,
  FSFaceScanOutcome,
  FSTwoFactorChannel,
  FSTwoFactorOutcome,
  FSPermissionsOutcome,
  FSFaceCompareSource,
  FSFaceCompareOutcome,
  BackgroundType,
  WebhookType,
  CriterionEvaluation,
};
