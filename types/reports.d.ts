/**
 * What each node of a flow reported, in `session.report.nodeReports`. Start and end nodes report nothing.
 * Source: the types of `@facesignai/api` 1.0.47.
 */

import type {
  FSDocumentScanOutcome,
  FSEnterEmailOutcome,
  FSFaceCompareOutcome,
  FSFaceScanOutcome,
  FSLivenessDetectionOutcome,
  FSNodeType,
  FSPermissionsOutcome,
  FSRecognitionOutcome,
  FSTwoFactorOutcome,
} from './enums.js';
import type { Open } from './helpers.js';
import type { FSNodeId } from './nodes.js';
import type { DocumentScanReport } from './scanning.js';

/** What all reports have. */
export interface NodeReportBase {
  /** Type of the node that reported. */
  type: FSNodeType;
  /** Id of the node that reported. */
  nodeId: FSNodeId;
  /** Milliseconds since 1970. */
  createdAt: number;
}

/** Report of a conversation node. `outcome` is the node that followed. */
export interface ConversationNodeReport extends NodeReportBase {
  /** Distinguishes this report from the others. */
  type: FSNodeType.CONVERSATION;
  /** Id of the node that followed. */
  outcome: FSNodeId;
}

/** Report of a data validation node. `outcome` is the node that followed. */
export interface DataValidationNodeReport extends NodeReportBase {
  /** Distinguishes this report from the others. */
  type: FSNodeType.DATA_VALIDATION;
  /** Id of the node that followed. */
  outcome: FSNodeId;
}

/** Why a liveness check came to no verdict; open. Since 1.0.44. */
export type LivenessInconclusiveReason = Open<
  'no_media' | 'unusable_media' | 'unknown_verdict' | 'timeout' | 'provider_error'
>;

/** Report of a liveness node. */
export interface LivenessDetectionNodeReport extends NodeReportBase {
  /** Distinguishes this report from the others. */
  type: FSNodeType.LIVENESS_DETECTION;
  /** How the liveness check ended. */
  outcome: FSLivenessDetectionOutcome;
  /** Since 1.0.44. */
  inconclusiveReason?: LivenessInconclusiveReason;
}

/** Report of a node that asked for an e-mail address. */
export interface EnterEmailNodeReport extends NodeReportBase {
  /** Distinguishes this report from the others. */
  type: FSNodeType.ENTER_EMAIL;
  /** How asking for the address ended. */
  outcome: FSEnterEmailOutcome;
  /** The e-mail address. */
  email?: string;
}

/** Report of a document scan node. */
export interface DocumentScanNodeReport extends NodeReportBase {
  /** Distinguishes this report from the others. */
  type: FSNodeType.DOCUMENT_SCAN;
  /** How the scan ended. */
  outcome: FSDocumentScanOutcome;
  /** What the scan read. */
  report?: DocumentScanReport;
}

/** What is known of a recognized user. */
export type RecognitionReport = Record<string, string> & {
  /** Name of the user. */
  name?: string;
  /** E-mail address of the user. */
  email?: string;
  /** Phone number of the user. */
  phone?: string;
  /** Company of the user. */
  company?: string;
  /** Job title of the user. */
  jobTitle?: string;
};

/** Report of a recognition node. */
export interface RecognitionNodeReport extends NodeReportBase {
  /** Distinguishes this report from the others. */
  type: FSNodeType.RECOGNITION;
  /** How the recognition ended. */
  outcome: FSRecognitionOutcome;
  /** What is known of the recognized user. */
  report?: RecognitionReport;
}

/** Where the one-time code went. */
export type TwoFactorReport =
  | {
      /** The address that the code went to. */
      email: string;
      /** Absent: it went by e-mail alone. */
      phoneNumber?: never;
    }
  | {
      /** The number that the code went to. */
      phoneNumber: string;
      /** Absent: it went by SMS alone. */
      email?: never;
    }
  | {
      /** The address that the code went to. */
      email: string;
      /** The number that the code went to. */
      phoneNumber: string;
    };

/** Report of a node that sent a code by e-mail. */
export interface TwoFactorEmailNodeReport extends NodeReportBase {
  /** Distinguishes this report from the others. */
  type: FSNodeType.TWO_FACTOR_EMAIL;
  /** How the check of the code ended. */
  outcome: FSTwoFactorOutcome;
  /** Where the one-time code went. */
  report?: TwoFactorReport;
}

/** Report of a node that sent a code by SMS. */
export interface TwoFactorSMSNodeReport extends NodeReportBase {
  /** Distinguishes this report from the others. */
  type: FSNodeType.TWO_FACTOR_SMS;
  /** How the check of the code ended. */
  outcome: FSTwoFactorOutcome;
  /** Where the one-time code went. */
  report?: TwoFactorReport;
}

/** Comparison of a face scan with its reference image. */
export interface CompareFacesReport {
  /** Whether the faces match. */
  isMatch: boolean;
  /** Whether a face was found in the source image. */
  sourceImageFaceFound: boolean;
  /** Whether a face was found in the target image. */
  targetImageFaceFound: boolean;
  /** Similarity of the faces. */
  similarity?: number;
  /** What went wrong. */
  error?: string;
}

/** What a face scan found. */
export interface FaceScanReport {
  /** Whether the liveness challenge was passed. */
  livenessChallengePassed?: boolean;
  /** Whether the AI liveness check was passed. */
  aiLivenessCheckPassed?: boolean;
  /** Comparison with the reference image. */
  compareFacesReport?: CompareFacesReport;
}

/** Report of a face scan node. */
export interface FaceScanNodeReport extends NodeReportBase {
  /** Distinguishes this report from the others. */
  type: FSNodeType.FACE_SCAN;
  /** How the face scan ended. */
  outcome: FSFaceScanOutcome;
  /** What the face scan found. */
  report?: FaceScanReport;
}

/** Report of a node that asked for camera or microphone. */
export interface PermissionsNodeReport extends NodeReportBase {
  /** Distinguishes this report from the others. */
  type: FSNodeType.PERMISSIONS;
  /** How asking for the permissions ended. */
  outcome: FSPermissionsOutcome;
}

/** Comparison of two faces. */
export interface FaceCompareReport {
  /** Whether the faces match. */
  isMatch: boolean;
  /** Whether the image of source A was found. */
  sourceAImageFound: boolean;
  /** Whether the image of source B was found. */
  sourceBImageFound: boolean;
  /** Similarity of the faces. */
  similarity?: number;
  /** What went wrong. */
  error?: string;
}

/** Report of a face compare node. */
export interface FaceCompareNodeReport extends NodeReportBase {
  /** Distinguishes this report from the others. */
  type: FSNodeType.FACE_COMPARE;
  /** How the comparison ended. */
  outcome: FSFaceCompareOutcome;
  /** Comparison of the two faces. */
  report?: FaceCompareReport;
}

/** How an external call went. */
export interface ExternalCallReport {
  /** Address that was called. */
  url: string;
  /** Whether the call went well. */
  ok: boolean;
  /** HTTP status of the response. */
  status?: number;
  /** Values of the response by name. */
  response?: Record<string, string | number | boolean>;
  /** What went wrong. */
  error?: string;
  /** Number of attempts. */
  attempts?: number;
}

/** Report of an external call node. `outcome` is the node that followed. */
export interface ExternalCallNodeReport extends NodeReportBase {
  /** Distinguishes this report from the others. */
  type: FSNodeType.EXTERNAL_CALL;
  /** Id of the node that followed. */
  outcome: FSNodeId;
  /** How the call went. */
  report?: ExternalCallReport;
}

/** Report of a field condition node. `outcome` is the node that followed. */
export interface FieldConditionNodeReport extends NodeReportBase {
  /** Distinguishes this report from the others. */
  type: FSNodeType.FIELD_CONDITION;
  /** Id of the node that followed. */
  outcome: FSNodeId;
  /** Counted from 0; absent when `default` was taken. */
  matchedRuleIndex?: number;
}

/** Any report; `type` tells which. Closed, so that `switch (report.type)` narrows. */
export type NodeReport =
  | ConversationNodeReport
  | LivenessDetectionNodeReport
  | EnterEmailNodeReport
  | DataValidationNodeReport
  | DocumentScanNodeReport
  | RecognitionNodeReport
  | TwoFactorEmailNodeReport
  | TwoFactorSMSNodeReport
  | FaceScanNodeReport
  | PermissionsNodeReport
  | FaceCompareNodeReport
  | ExternalCallNodeReport
  | FieldConditionNodeReport;
