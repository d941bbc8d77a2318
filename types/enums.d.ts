/**
 * The enums of the FaceSign SDK as types; their values live in lib/enums.js.
 *
 * They are declared as real `enum`s, as the old SDK's were, because nothing else keeps every old program compiling:
 * `FSNodeType.START` in type position, `Record<FSRecognitionOutcome, string>`, a `switch` that ends in `never`, and
 * `let level = ILogLevel.INFO; level = ILogLevel.WARN` (with an object of literal types the second assignment fails).
 * They are not `const enum`s, so `isolatedModules` and `Object.values(FSNodeType)` work.
 * Where something is sent, the string (`'start'`) is accepted too: see `WithPlainText` in helpers.d.ts.
 */

/**
 * How much the client logs, from most to least. `DEBUG` is the string `" DEBUG"` with a leading space, as in the old SDK.
 */
export declare enum ILogLevel {
  /** The finest lines, and all others. */
  TRACE = 'TRACE',
  /** Lines of level debug and above. The string begins with a space. */
  DEBUG = ' DEBUG',
  /** Lines of level info and above. */
  INFO = 'INFO',
  /** Warnings and errors. */
  WARN = 'WARN',
  /** Errors only. */
  ERROR = 'ERROR',
  /** No lines. */
  OFF = 'OFF',
}

/** HTTP methods of the endpoint constants. `DELTE` is the old SDK's spelling. */
export declare enum Method {
  /** `GET`. */
  GET = 'get',
  /** `POST`. */
  POST = 'post',
  /** `PATCH`; no endpoint constant has it. */
  PATCH = 'patch',
  /** `DELETE`, in the old SDK's spelling; no endpoint constant has it. */
  DELTE = 'delete',
}

/**
 * Life of a session: `created`, then `inProgress`, then `complete`, or `incomplete` when it was left, expired or terminated
 * before an end node. Sessions made before 2025 may hold other text, such as `requiresInput`.
 */
export declare enum SessionStatus {
  /** Made, and not started. */
  Created = 'created',
  /** Started, and not ended. */
  InProgress = 'inProgress',
  /** Left, expired or terminated before an end node. */
  Incomplete = 'incomplete',
  /** Completed. */
  Complete = 'complete',
}

/** Kinds of the nodes of a flow (types in `nodes.d.ts`). */
export declare enum FSNodeType {
  /** Where a flow begins: `FSStartNode`. */
  START = 'start',
  /** Where a flow ends: `FSEndNode`. */
  END = 'end',
  /** The avatar talks with the user: `FSConversationNode`. */
  CONVERSATION = 'conversation',
  /** Is a live person before the camera? `FSLivenessDetectionNode`. */
  LIVENESS_DETECTION = 'liveness_detection',
  /** Asks for an e-mail address: `FSEnterEmailNode`. */
  ENTER_EMAIL = 'enter_email',
  /** Checks one field of the data: `FSDataValidationNode`. */
  DATA_VALIDATION = 'data_validation',
  /** Scans a document: `FSDocumentScanNode`. */
  DOCUMENT_SCAN = 'document_scan',
  /** Has this face been seen before? `FSRecognitionNode`. */
  RECOGNITION = 'recognition',
  /** Scans the face: `FSFaceScanNode`. */
  FACE_SCAN = 'face_scan',
  /** Sends a one-time code by e-mail: `FSTwoFactorNodeEmail`. */
  TWO_FACTOR_EMAIL = 'two_factor_email',
  /** Sends a one-time code by SMS: `FSTwoFactorNodeSMS`. */
  TWO_FACTOR_SMS = 'two_factor_sms',
  /** Asks for camera or microphone: `FSPermissionsNode`. */
  PERMISSIONS = 'permissions',
  /** Compares two faces: `FSFaceCompareNode`. */
  FACE_COMPARE = 'face_compare',
  /** Fetches data from outside: `FSExternalCallNode`. */
  EXTERNAL_CALL = 'external_call',
  /** Branches by data: `FSFieldConditionNode`. */
  FIELD_CONDITION = 'field_condition',
}

/** Where an external call or a field condition reads a value from. */
export declare enum FSValueSource {
  /** The fields drawn from the conversation. */
  EXTRACTED_DATA = 'extractedData',
  /** What the caller knows of the user beforehand, with the answers of external calls. */
  PROVIDED_DATA = 'providedData',
}

/** Comparisons of a field condition. Equality compares trimmed text, so `"1234"` equals `1234`. */
export declare enum FSConditionOperator {
  /** Equal, as trimmed text. */
  EQUALS = 'equals',
  /** Not equal, as trimmed text. */
  NOT_EQUALS = 'notEquals',
  /** Greater than. */
  GT = 'gt',
  /** Less than. */
  LT = 'lt',
  /** Greater than or equal. */
  GTE = 'gte',
  /** Less than or equal. */
  LTE = 'lte',
  /** The field is there. */
  EXISTS = 'exists',
  /** The field is not there. */
  NOT_EXISTS = 'notExists',
}

/** Outcomes of a liveness node. `INCONCLUSIVE` exists since 1.0.44. */
export declare enum FSLivenessDetectionOutcome {
  /** A live person was detected. */
  LIVENESS_DETECTED = 'livenessDetected',
  /** A deepfake was detected. */
  DEEPFAKE_DETECTED = 'deepfakeDetected',
  /** There was no face. */
  NO_FACE = 'noFace',
  /** Since 1.0.44; the server fills it in when an older flow lacks it. */
  INCONCLUSIVE = 'inconclusive',
}

/** Outcomes of a node that asks for an e-mail address. */
export declare enum FSEnterEmailOutcome {
  /** An e-mail address was entered. */
  EMAIL_ENTERED = 'emailEntered',
  /** The step was canceled. */
  CANCELED = 'canceled',
}

/** Outcomes of a recognition node. */
export declare enum FSRecognitionOutcome {
  /** The user was recognized. */
  RECOGNIZED = 'recognized',
  /** The user is new. */
  NEW_USER = 'newUser',
  /** There was no face. */
  NO_FACE = 'noFace',
}

/** Outcomes of a document scan node. */
export declare enum FSDocumentScanOutcome {
  /** The scan succeeded. */
  SCAN_SUCCESS = 'scanSuccess',
  /** The user canceled the scan. */
  USER_CANCELLED = 'userCancelled',
  /** The scan timed out. */
  TIMEOUT = 'scanTimeout',
}

/** Outcomes of a face scan node. */
export declare enum FSFaceScanOutcome {
  /** The scan was passed. */
  PASSED = 'passed',
  /** The scan was not passed. */
  NOT_PASSED = 'notPassed',
  /** The scan was canceled. */
  CANCELLED = 'cancelled',
  /** An error happened. */
  ERROR = 'error',
}

/** Channels over which a one-time code can be sent. */
export declare enum FSTwoFactorChannel {
  /** By e-mail. */
  EMAIL = 'email',
  /** By SMS. */
  SMS = 'sms',
}

/** Outcomes of the two nodes that send a one-time code. */
export declare enum FSTwoFactorOutcome {
  /** The user was verified. */
  VERIFIED = 'verified',
  /** The code could not be delivered. */
  DELIVERY_FAILED = 'delivery_failed',
  /** It failed; the user was not verified. */
  FAILED_UNVERIFIED = 'failed_unverified',
  /** The step was canceled. */
  CANCELLED = 'cancelled',
  /** An error happened. */
  ERROR = 'error',
}

/** Outcomes of a node that asks for camera or microphone. */
export declare enum FSPermissionsOutcome {
  /** The permissions were granted. */
  PERMISSIONS_GRANTED = 'permissionsGranted',
  /** The permissions were denied. */
  PERMISSIONS_DENIED = 'permissionsDenied',
}

/** Where a face compare node takes an image from. */
export declare enum FSFaceCompareSource {
  /** The video of the session. */
  SESSION_VIDEO = 'sessionVideo',
  /** A face scan. */
  FACE_SCAN = 'faceScan',
  /** The provided data, under `providedDataKey`. */
  PROVIDED_DATA = 'providedData',
  /** The photo of a document. */
  DOCUMENT_PHOTO = 'documentPhoto',
}

/** Outcomes of a face compare node. */
export declare enum FSFaceCompareOutcome {
  /** The faces match. */
  MATCH = 'match',
  /** The faces do not match. */
  NO_MATCH = 'noMatch',
  /** An image was not available. */
  IMAGE_UNAVAILABLE = 'imageUnavailable',
}

/** What stands behind the page that asks for permissions. */
export declare enum BackgroundType {
  /** The avatar. */
  AVATAR = 'AVATAR',
  /** A color. */
  COLOR = 'COLOR',
}

/** Events that FaceSign posts to a webhook address. `ANALYSIS_DEEPFAKE` exists since 1.0.44. */
export declare enum WebhookType {
  /** The status of a session changed; also sent when it is made. The new status is not named. */
  SESSION_STATUS = 'session.status',
  /** A photo of the user. */
  MEDIA_USER_PHOTO = 'media.user_photo',
  /** A photo of a document. */
  MEDIA_DOCUMENT_PHOTO = 'media.document_photo',
  /** A video of the user. */
  MEDIA_USER_VIDEO = 'media.user_video',
  /** Analysis of the video. */
  ANALYSIS_VIDEO = 'analysis.video',
  /** Analysis of a screenshot. */
  ANALYSIS_SCREENSHOT = 'analysis.screenshot',
  /** Since 1.0.44. */
  ANALYSIS_DEEPFAKE = 'analysis.deepfake',
  /** Settings of the avatars. */
  SETTINGS_AVATARS = 'settings.avatars',
  /** Settings of the languages. */
  SETTINGS_LANGS = 'settings.langs',
}

/** Judgement of one criterion of the video analysis. */
export declare enum CriterionEvaluation {
  /** Normal. */
  normal = 'normal',
  /** Suspicious. */
  suspicious = 'suspicious',
  /** High risk of fraud. */
  highFraudRisk = 'highFraudRisk',
}
