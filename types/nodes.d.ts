/**
 * The nodes of a flow, as sent with `session.create` and as echoed in `session.settings.flow`.
 * Every node has an `id`, which other nodes name as their target, and its fixed `type`.
 * Source of every fact here: contract 4.1.
 */

import type {
  FSConditionOperator,
  FSDocumentScanOutcome,
  FSEnterEmailOutcome,
  FSFaceCompareOutcome,
  FSFaceCompareSource,
  FSFaceScanOutcome,
  FSLivenessDetectionOutcome,
  FSNodeType,
  FSPermissionsOutcome,
  FSRecognitionOutcome,
  FSTwoFactorOutcome,
  FSValueSource,
} from './enums.js';
import type { DocumentType, ScanningMode } from './scanning-values.js';

/** A list with one member at least. Contract 4.1. */
export type NonEmptyArray<T> = [T, ...T[]];

/** Id of a node: free text, unique within a flow. Contract 4.1. */
export type FSNodeId = string;

/** What all nodes have. Contract 4.1. */
export interface FSNodeBase {
  id: FSNodeId;
  type: FSNodeType;
}

/** Where a flow begins; exactly one per flow. Contract 4.1. */
export interface FSStartNode extends FSNodeBase {
  type: FSNodeType.START;
  /** The node that follows. */
  outcome: FSNodeId;
}

/** Where a flow ends; one or more per flow. Contract 4.1. */
export interface FSEndNode extends FSNodeBase {
  type: FSNodeType.END;
}

/** A way out of a node, taken when its condition fits. Contract 4.1. */
export interface FSConditionalOutcome {
  id: string;
  targetNodeId: FSNodeId;
  /** Described in words; an empty condition always fits. */
  condition: string;
}

/** The avatar talks with the user. Contract 4.1. */
export interface FSConversationNode extends FSNodeBase {
  type: FSNodeType.CONVERSATION;
  prompt: string;
  outcomes: NonEmptyArray<FSConditionalOutcome>;
  /** The avatar goes on without an answer. */
  doesNotRequireReply?: boolean;
  /** Waits for data from outside during the conversation. */
  awaitExternal?: FSAwaitExternalConfig;
}

/** Is a live person before the camera? Contract 4.1. */
export interface FSLivenessDetectionNode extends FSNodeBase {
  type: FSNodeType.LIVENESS_DETECTION;
  /** All four outcomes; the server fills in a missing `inconclusive` with the `noFace` target (1.0.44, contract 5.2). */
  outcomes: Record<FSLivenessDetectionOutcome, FSNodeId>;
}

/** Asks for an e-mail address. Contract 4.1. */
export interface FSEnterEmailNode extends FSNodeBase {
  type: FSNodeType.ENTER_EMAIL;
  outcomes: Record<FSEnterEmailOutcome, FSNodeId>;
  /** Since 1.0.41. */
  prompt?: string;
}

/** Checks one field of the data. Contract 4.1. */
export interface FSDataValidationNode extends FSNodeBase {
  type: FSNodeType.DATA_VALIDATION;
  outcomes: NonEmptyArray<FSConditionalOutcome>;
  validation: { field: string; action: string; value?: string };
}

/** Kinds of documents a scan may allow. Contract 4.1. */
export type FSDocumentType = DocumentType;

/** One side, or as many as the document has. Contract 4.1. */
export type FSDocumentScanMode = ScanningMode;

/** Scans a document. Contract 4.1. */
export interface FSDocumentScanNode extends FSNodeBase {
  type: FSNodeType.DOCUMENT_SCAN;
  scanningMode: FSDocumentScanMode;
  allowedDocumentTypes: FSDocumentType[];
  outcomes: Record<FSDocumentScanOutcome, FSNodeId>;
  /** Default true. */
  showTorchButton?: boolean;
  /** Default true. */
  showCameraSwitch?: boolean;
  /** Default true. */
  showMirrorCameraButton?: boolean;
}

/** Has this face been seen before? Contract 4.1. */
export interface FSRecognitionNode extends FSNodeBase {
  type: FSNodeType.RECOGNITION;
  outcomes: Record<FSRecognitionOutcome, FSNodeId>;
}

/** Scans the face, and compares it with a reference when one is named. Contract 4.1. */
export interface FSFaceScanNode extends FSNodeBase {
  type: FSNodeType.FACE_SCAN;
  outcomes: Record<FSFaceScanOutcome, FSNodeId>;
  captureInstructions?: string;
  requireLivenessChallenge?: boolean;
  requireAILivenessCheck?: boolean;
  /** Key of the reference image in `providedData`. */
  referenceImageKey?: string;
  similarityThreshold?: number;
  /** Default true. */
  enableSound?: boolean;
  /** Default true. */
  enableHaptics?: boolean;
}

/** What both nodes with a one-time code have. Contract 4.1. */
export interface FSTwoFactorNode extends FSNodeBase {
  outcomes: Record<FSTwoFactorOutcome, FSNodeId>;
  /** Digits of the code, 4 to 8. Default 6. */
  otpLength?: number;
  /** Life of the code in seconds. Default 300. */
  expirySeconds?: number;
  /** Default 3. */
  maxAttempts?: number;
  /** Seconds before the code may be sent again. */
  resendAfterSeconds?: number;
  /** Default true. */
  showUI?: boolean;
}

/** Sends a one-time code by e-mail. Contract 4.1. */
export interface FSTwoFactorNodeEmail extends FSTwoFactorNode {
  type: FSNodeType.TWO_FACTOR_EMAIL;
  emailTemplate?: string;
}

/** Sends a one-time code by SMS. Contract 4.1. */
export interface FSTwoFactorNodeSMS extends FSTwoFactorNode {
  type: FSNodeType.TWO_FACTOR_SMS;
  smsTemplate?: string;
}

/** Asks for camera or microphone. Contract 4.1. */
export interface FSPermissionsNode extends FSNodeBase {
  type: FSNodeType.PERMISSIONS;
  permissions: { camera?: boolean; microphone?: boolean };
  outcomes: Record<FSPermissionsOutcome, FSNodeId>;
  prompt?: string;
}

/** Where one of the two compared images comes from. Contract 4.1. */
export type FSFaceCompareSourceConfig =
  | { source: FSFaceCompareSource.SESSION_VIDEO }
  | { source: FSFaceCompareSource.FACE_SCAN }
  | { source: FSFaceCompareSource.PROVIDED_DATA; providedDataKey: string }
  | { source: FSFaceCompareSource.DOCUMENT_PHOTO };

/** Compares two faces. Contract 4.1. */
export interface FSFaceCompareNode extends FSNodeBase {
  type: FSNodeType.FACE_COMPARE;
  sourceA: FSFaceCompareSourceConfig;
  sourceB: FSFaceCompareSourceConfig;
  outcomes: Record<FSFaceCompareOutcome, FSNodeId>;
  similarityThreshold?: number;
}

/** Method of an external call. Contract 4.1. */
export type FSExternalCallMethod = 'GET' | 'POST';

/** A value: written out, or taken from a field. Contract 4.1. */
export type FSValueOperand =
  | { type: 'literal'; value: string | number | boolean }
  | { type: 'ref'; source: FSValueSource; field: string };

/** One named value of an external call. Contract 4.1. */
export interface FSExternalCallVar {
  name: string;
  value: FSValueOperand;
}

/**
 * A call that the FaceSign server makes, to an address on its allow-list, with `sessionId` added to the query.
 * The answer must be a flat object of scalars; it is merged into `providedData`. Contract 4.1.
 */
export interface FSExternalRequest {
  url: string;
  /** Default `POST`; with `GET`, `vars` go into the query. */
  method?: FSExternalCallMethod;
  vars?: FSExternalCallVar[];
}

/** Fetches data from outside. Contract 4.1. */
export interface FSExternalCallNode extends FSNodeBase {
  type: FSNodeType.EXTERNAL_CALL;
  request: FSExternalRequest;
  outcome: FSNodeId;
}

/** Polls an address: 200 with JSON means ready, 202 means again, all else leads to `onError`. Contract 4.1. */
export interface FSAwaitExternalConfig {
  request: FSExternalRequest;
  /** Both in milliseconds. */
  poll: { intervalMs: number; timeoutMs: number };
  exits: { onDataReady: FSNodeId; onTimeout: FSNodeId; onError: FSNodeId };
}

/** Names a field of the data. Contract 4.1. */
export interface FSFieldRef {
  source: FSValueSource;
  field: string;
}

/** One rule of a field condition. Contract 4.1. */
export interface FSFieldConditionRule {
  left: FSFieldRef;
  operator: FSConditionOperator;
  /** Not needed by `exists` and `notExists`. */
  right?: FSValueOperand;
  outcome: FSNodeId;
}

/** Branches by data; the first fitting rule wins. Contract 4.1. */
export interface FSFieldConditionNode extends FSNodeBase {
  type: FSNodeType.FIELD_CONDITION;
  rules: NonEmptyArray<FSFieldConditionRule>;
  /** Taken when no rule fits. */
  default: FSNodeId;
}

/** Any node; `type` tells which. Contract 4.1. */
export type FSNode =
  | FSStartNode
  | FSEndNode
  | FSConversationNode
  | FSLivenessDetectionNode
  | FSEnterEmailNode
  | FSDataValidationNode
  | FSDocumentScanNode
  | FSRecognitionNode
  | FSFaceScanNode
  | FSTwoFactorNodeEmail
  | FSTwoFactorNodeSMS
  | FSPermissionsNode
  | FSFaceCompareNode
  | FSExternalCallNode
  | FSFieldConditionNode;
