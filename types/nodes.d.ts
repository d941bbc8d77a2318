/**
 * The nodes of a flow, as sent with `session.create` and as echoed in `session.settings.flow`.
 * Every node has an `id`, which other nodes name as their target, and its fixed `type`.
 * Source: the types of `@facesignai/api` 1.0.47.
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

/** A list with one member at least. */
export type NonEmptyArray<T> = [T, ...T[]];

/** Id of a node: free text, unique within a flow. */
export type FSNodeId = string;

/** What all nodes have. */
export interface FSNodeBase {
  /** Id of the node; other nodes name it as their target. */
  id: FSNodeId;
  /** Kind of the node. */
  type: FSNodeType;
}

/** Where a flow begins; exactly one per flow. */
export interface FSStartNode extends FSNodeBase {
  /** Always `start`. */
  type: FSNodeType.START;
  /** The node that follows. */
  outcome: FSNodeId;
}

/** Where a flow ends; one or more per flow. */
export interface FSEndNode extends FSNodeBase {
  /** Always `end`. */
  type: FSNodeType.END;
}

/** A way out of a node, taken when its condition fits. */
export interface FSConditionalOutcome {
  /** Id of the outcome. */
  id: string;
  /** The node that follows. */
  targetNodeId: FSNodeId;
  /** Described in words; an empty condition always fits. */
  condition: string;
}

/** The avatar talks with the user. */
export interface FSConversationNode extends FSNodeBase {
  /** Always `conversation`. */
  type: FSNodeType.CONVERSATION;
  /** Prompt for the conversation. */
  prompt: string;
  /** The ways out; one at least. */
  outcomes: NonEmptyArray<FSConditionalOutcome>;
  /** The avatar goes on without an answer. */
  doesNotRequireReply?: boolean;
  /** Waits for data from outside during the conversation. */
  awaitExternal?: FSAwaitExternalConfig;
}

/** Is a live person before the camera? */
export interface FSLivenessDetectionNode extends FSNodeBase {
  /** Always `liveness_detection`. */
  type: FSNodeType.LIVENESS_DETECTION;
  /** All four outcomes; the server fills in a missing `inconclusive` with the `noFace` target (1.0.44). */
  outcomes: Record<FSLivenessDetectionOutcome, FSNodeId>;
}

/** Asks for an e-mail address. */
export interface FSEnterEmailNode extends FSNodeBase {
  /** Always `enter_email`. */
  type: FSNodeType.ENTER_EMAIL;
  /** The node that follows each outcome; all are required. */
  outcomes: Record<FSEnterEmailOutcome, FSNodeId>;
  /** Since 1.0.41. */
  prompt?: string;
}

/** Checks one field of the data. */
export interface FSDataValidationNode extends FSNodeBase {
  /** Always `data_validation`. */
  type: FSNodeType.DATA_VALIDATION;
  /** The ways out; one at least. */
  outcomes: NonEmptyArray<FSConditionalOutcome>;
  /** The check. */
  validation: {
    /** Name of the field that is checked. */
    field: string;
    /** What is done with it. */
    action: string;
    /** What the action takes, where it takes something. */
    value?: string;
  };
}

/** Kinds of documents a scan may allow. */
export type FSDocumentType = DocumentType;

/** One side, or as many as the document has. */
export type FSDocumentScanMode = ScanningMode;

/** Scans a document. */
export interface FSDocumentScanNode extends FSNodeBase {
  /** Always `document_scan`. */
  type: FSNodeType.DOCUMENT_SCAN;
  /** How the document is scanned. */
  scanningMode: FSDocumentScanMode;
  /** Kinds of documents that are allowed. */
  allowedDocumentTypes: FSDocumentType[];
  /** The node that follows each outcome; all are required. */
  outcomes: Record<FSDocumentScanOutcome, FSNodeId>;
  /** Default true. */
  showTorchButton?: boolean;
  /** Default true. */
  showCameraSwitch?: boolean;
  /** Default true. */
  showMirrorCameraButton?: boolean;
}

/** Has this face been seen before? */
export interface FSRecognitionNode extends FSNodeBase {
  /** Always `recognition`. */
  type: FSNodeType.RECOGNITION;
  /** The node that follows each outcome; all are required. */
  outcomes: Record<FSRecognitionOutcome, FSNodeId>;
}

/** Scans the face, and compares it with a reference when one is named. */
export interface FSFaceScanNode extends FSNodeBase {
  /** Always `face_scan`. */
  type: FSNodeType.FACE_SCAN;
  /** The node that follows each outcome; all are required. */
  outcomes: Record<FSFaceScanOutcome, FSNodeId>;
  /** Instructions for the capture. */
  captureInstructions?: string;
  /** Whether a liveness challenge is required. */
  requireLivenessChallenge?: boolean;
  /** Whether a liveness check by AI is required. */
  requireAILivenessCheck?: boolean;
  /** Key of the reference image in `providedData`. */
  referenceImageKey?: string;
  /** Threshold of similarity. */
  similarityThreshold?: number;
  /** Default true. */
  enableSound?: boolean;
  /** Default true. */
  enableHaptics?: boolean;
}

/** What both nodes with a one-time code have. */
export interface FSTwoFactorNode extends FSNodeBase {
  /** The node that follows each outcome; all are required. */
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

/** Sends a one-time code by e-mail. */
export interface FSTwoFactorNodeEmail extends FSTwoFactorNode {
  /** Always `two_factor_email`. */
  type: FSNodeType.TWO_FACTOR_EMAIL;
  /** Template of the e-mail. */
  emailTemplate?: string;
}

/** Sends a one-time code by SMS. */
export interface FSTwoFactorNodeSMS extends FSTwoFactorNode {
  /** Always `two_factor_sms`. */
  type: FSNodeType.TWO_FACTOR_SMS;
  /** Template of the SMS. */
  smsTemplate?: string;
}

/** Asks for camera or microphone. */
export interface FSPermissionsNode extends FSNodeBase {
  /** Always `permissions`. */
  type: FSNodeType.PERMISSIONS;
  /** What is asked for. */
  permissions: {
    /** Whether the camera is asked for. */
    camera?: boolean;
    /** Whether the microphone is asked for. */
    microphone?: boolean;
  };
  /** The node that follows each outcome; all are required. */
  outcomes: Record<FSPermissionsOutcome, FSNodeId>;
  /** Prompt for the node. */
  prompt?: string;
}

/** Where one of the two compared images comes from. */
export type FSFaceCompareSourceConfig =
  | {
      /** The video of the session. */
      source: FSFaceCompareSource.SESSION_VIDEO;
    }
  | {
      /** The scan of the face. */
      source: FSFaceCompareSource.FACE_SCAN;
    }
  | {
      /** The data given with the session. */
      source: FSFaceCompareSource.PROVIDED_DATA;
      /** Key of the image in `providedData`. */
      providedDataKey: string;
    }
  | {
      /** The photo of the document. */
      source: FSFaceCompareSource.DOCUMENT_PHOTO;
    };

/** Compares two faces. */
export interface FSFaceCompareNode extends FSNodeBase {
  /** Always `face_compare`. */
  type: FSNodeType.FACE_COMPARE;
  /** Where the first image comes from. */
  sourceA: FSFaceCompareSourceConfig;
  /** Where the second image comes from. */
  sourceB: FSFaceCompareSourceConfig;
  /** The node that follows each outcome; all are required. */
  outcomes: Record<FSFaceCompareOutcome, FSNodeId>;
  /** Threshold of similarity. */
  similarityThreshold?: number;
}

/** Method of an external call. */
export type FSExternalCallMethod = 'GET' | 'POST';

/** A value: written out, or taken from a field. */
export type FSValueOperand =
  | {
      /** The value is written out. */
      type: 'literal';
      /** The value itself. */
      value: string | number | boolean;
    }
  | {
      /** The value is taken from a field. */
      type: 'ref';
      /** Where the field is read from. */
      source: FSValueSource;
      /** Name of the field. */
      field: string;
    };

/** One named value of an external call. */
export interface FSExternalCallVar {
  /** Name of the value. */
  name: string;
  /** The value: written out, or taken from a field. */
  value: FSValueOperand;
}

/**
 * A call that the FaceSign server makes, to an address on its allow-list, with `sessionId` added to the query.
 * The response must be a flat object of scalars; it is merged into `providedData`.
 */
export interface FSExternalRequest {
  /** Address to call; it must be on the allow-list. */
  url: string;
  /** Default `POST`; with `GET`, `vars` go into the query. */
  method?: FSExternalCallMethod;
  /** Named values that are sent. */
  vars?: FSExternalCallVar[];
}

/** Fetches data from outside. */
export interface FSExternalCallNode extends FSNodeBase {
  /** Always `external_call`. */
  type: FSNodeType.EXTERNAL_CALL;
  /** The call to make. */
  request: FSExternalRequest;
  /** The node that follows. */
  outcome: FSNodeId;
}

/** Polls an address: 200 with JSON means ready, 202 means again, all else leads to `onError`. */
export interface FSAwaitExternalConfig {
  /** The call to make each time. */
  request: FSExternalRequest;
  /** How long and how often. */
  poll: {
    /** Between two calls, in milliseconds. */
    intervalMs: number;
    /** Over all calls, in milliseconds. */
    timeoutMs: number;
  };
  /** The nodes that follow. */
  exits: {
    /** When the data are ready. */
    onDataReady: FSNodeId;
    /** On a timeout. */
    onTimeout: FSNodeId;
    /** On any other response. */
    onError: FSNodeId;
  };
}

/** Names a field of the data. */
export interface FSFieldRef {
  /** Where the field is read from. */
  source: FSValueSource;
  /** Name of the field. */
  field: string;
}

/** One rule of a field condition. */
export interface FSFieldConditionRule {
  /** The field that is compared. */
  left: FSFieldRef;
  /** The comparison. */
  operator: FSConditionOperator;
  /** Not needed by `exists` and `notExists`. */
  right?: FSValueOperand;
  /** The node that follows when the rule fits. */
  outcome: FSNodeId;
}

/** Branches by data; the first fitting rule wins. */
export interface FSFieldConditionNode extends FSNodeBase {
  /** Always `field_condition`. */
  type: FSNodeType.FIELD_CONDITION;
  /** The rules in order, one at least; the first that fits wins. */
  rules: NonEmptyArray<FSFieldConditionRule>;
  /** Taken when no rule fits. */
  default: FSNodeId;
}

/** Any node; `type` tells which. */
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
