/**
 * The enums of the FaceSign SDK as types (contract 1.2); their values live in lib/enums.js.
 *
 * They are declared as real `enum`s, as the old SDK's were, because nothing else keeps every old program compiling:
 * `FSNodeType.START` in type position, `Record<FSRecognitionOutcome, string>`, a `switch` that ends in `never`, and
 * `let level = ILogLevel.INFO; level = ILogLevel.WARN` (with an object of literal types the second assignment fails).
 * They are not `const enum`s, so `isolatedModules` and `Object.values(FSNodeType)` work.
 * Plain text (`'start'`) is accepted too where something is sent: see `WithPlainText` in helpers.d.ts.
 */

/**
 * How much the client logs, from most to least. `DEBUG` is the text `" DEBUG"` with a leading space, as in the old SDK.
 * Source: contract 1.2.
 */
export declare enum ILogLevel {
  TRACE = 'TRACE',
  DEBUG = ' DEBUG',
  INFO = 'INFO',
  WARN = 'WARN',
  ERROR = 'ERROR',
  OFF = 'OFF',
}

/**
 * HTTP methods of the endpoint constants. `DELTE` is the old SDK's spelling.
 * Source: contract 1.2.
 */
export declare enum Method {
  GET = 'get',
  POST = 'post',
  PATCH = 'patch',
  DELTE = 'delete',
}

/**
 * Life of a session: `created`, then `inProgress`, then `complete`, or `incomplete` when it was left, expired or terminated
 * before an end node (contract 5.4). Sessions made before 2025 may hold other text, such as `requiresInput`.
 * Source: contract 1.2.
 */
export declare enum SessionStatus {
  Created = 'created',
  InProgress = 'inProgress',
  Incomplete = 'incomplete',
  Complete = 'complete',
}

/**
 * Kinds of the nodes of a flow (types in `nodes.d.ts`).
 * Source: contract 1.2.
 */
export declare enum FSNodeType {
  START = 'start',
  END = 'end',
  CONVERSATION = 'conversation',
  LIVENESS_DETECTION = 'liveness_detection',
  ENTER_EMAIL = 'enter_email',
  DATA_VALIDATION = 'data_validation',
  DOCUMENT_SCAN = 'document_scan',
  RECOGNITION = 'recognition',
  FACE_SCAN = 'face_scan',
  TWO_FACTOR_EMAIL = 'two_factor_email',
  TWO_FACTOR_SMS = 'two_factor_sms',
  PERMISSIONS = 'permissions',
  FACE_COMPARE = 'face_compare',
  EXTERNAL_CALL = 'external_call',
  FIELD_CONDITION = 'field_condition',
}

/**
 * Where an external call or a field condition reads a value from.
 * Source: contract 1.2.
 */
export declare enum FSValueSource {
  EXTRACTED_DATA = 'extractedData',
  PROVIDED_DATA = 'providedData',
}

/**
 * Comparisons of a field condition. Equality compares trimmed text, so `"1234"` equals `1234` (contract 4.1).
 * Source: contract 1.2.
 */
export declare enum FSConditionOperator {
  EQUALS = 'equals',
  NOT_EQUALS = 'notEquals',
  GT = 'gt',
  LT = 'lt',
  GTE = 'gte',
  LTE = 'lte',
  EXISTS = 'exists',
  NOT_EXISTS = 'notExists',
}

/**
 * Outcomes of a liveness node. `INCONCLUSIVE` exists since 1.0.44.
 * Source: contract 1.2.
 */
export declare enum FSLivenessDetectionOutcome {
  LIVENESS_DETECTED = 'livenessDetected',
  DEEPFAKE_DETECTED = 'deepfakeDetected',
  NO_FACE = 'noFace',
  /** Since 1.0.44; the server fills it in when an older flow lacks it (contract 5.2). */
  INCONCLUSIVE = 'inconclusive',
}

/**
 * Outcomes of a node that asks for an e-mail address.
 * Source: contract 1.2.
 */
export declare enum FSEnterEmailOutcome {
  EMAIL_ENTERED = 'emailEntered',
  CANCELED = 'canceled',
}

/**
 * Outcomes of a recognition node.
 * Source: contract 1.2.
 */
export declare enum FSRecognitionOutcome {
  RECOGNIZED = 'recognized',
  NEW_USER = 'newUser',
  NO_FACE = 'noFace',
}

/**
 * Outcomes of a document scan node.
 * Source: contract 1.2.
 */
export declare enum FSDocumentScanOutcome {
  SCAN_SUCCESS = 'scanSuccess',
  USER_CANCELLED = 'userCancelled',
  TIMEOUT = 'scanTimeout',
}

/**
 * Outcomes of a face scan node.
 * Source: contract 1.2.
 */
export declare enum FSFaceScanOutcome {
  PASSED = 'passed',
  NOT_PASSED = 'notPassed',
  CANCELLED = 'cancelled',
  ERROR = 'error',
}

/**
 * Channels over which a one-time code can be sent.
 * Source: contract 1.2.
 */
export declare enum FSTwoFactorChannel {
  EMAIL = 'email',
  SMS = 'sms',
}

/**
 * Outcomes of the two nodes that send a one-time code.
 * Source: contract 1.2.
 */
export declare enum FSTwoFactorOutcome {
  VERIFIED = 'verified',
  DELIVERY_FAILED = 'delivery_failed',
  FAILED_UNVERIFIED = 'failed_unverified',
  CANCELLED = 'cancelled',
  ERROR = 'error',
}

/**
 * Outcomes of a node that asks for camera or microphone.
 * Source: contract 1.2.
 */
export declare enum FSPermissionsOutcome {
  PERMISSIONS_GRANTED = 'permissionsGranted',
  PERMISSIONS_DENIED = 'permissionsDenied',
}

/**
 * Where a face compare node takes an image from.
 * Source: contract 1.2.
 */
export declare enum FSFaceCompareSource {
  SESSION_VIDEO = 'sessionVideo',
  FACE_SCAN = 'faceScan',
  PROVIDED_DATA = 'providedData',
  DOCUMENT_PHOTO = 'documentPhoto',
}

/**
 * Outcomes of a face compare node.
 * Source: contract 1.2.
 */
export declare enum FSFaceCompareOutcome {
  MATCH = 'match',
  NO_MATCH = 'noMatch',
  IMAGE_UNAVAILABLE = 'imageUnavailable',
}

/**
 * What stands behind the page that asks for permissions.
 * Source: contract 1.2.
 */
export declare enum BackgroundType {
  AVATAR = 'AVATAR',
  COLOR = 'COLOR',
}

/**
 * Events that FaceSign posts to a webhook address. `ANALYSIS_DEEPFAKE` exists since 1.0.44.
 * Source: contract 1.2.
 */
export declare enum WebhookType {
  SESSION_STATUS = 'session.status',
  MEDIA_USER_PHOTO = 'media.user_photo',
  MEDIA_DOCUMENT_PHOTO = 'media.document_photo',
  MEDIA_USER_VIDEO = 'media.user_video',
  ANALYSIS_VIDEO = 'analysis.video',
  ANALYSIS_SCREENSHOT = 'analysis.screenshot',
  /** Since 1.0.44. */
  ANALYSIS_DEEPFAKE = 'analysis.deepfake',
  SETTINGS_AVATARS = 'settings.avatars',
  SETTINGS_LANGS = 'settings.langs',
}

/**
 * Judgement of one criterion of the video analysis.
 * Source: contract 1.2.
 */
export declare enum CriterionEvaluation {
  normal = 'normal',
  suspicious = 'suspicious',
  highFraudRisk = 'highFraudRisk',
}
