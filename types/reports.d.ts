/**
 * What each node of a flow reported, in `session.report.nodeReports`. Start and end nodes report nothing.
 * Source of every fact here: contract 4.3.
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

/** What all reports have. Contract 4.3. */
export interface NodeReportBase {
  type: FSNodeType;
  nodeId: FSNodeId;
  /** Milliseconds since 1970. */
  createdAt: number;
}

/** Report of a conversation node. `outcome` is the node that followed. Contract 4.3. */
export interface ConversationNodeReport extends NodeReportBase {
  type: FSNodeType.CONVERSATION;
  outcome: FSNodeId;
}

/** Report of a data validation node. `outcome` is the node that followed. Contract 4.3. */
export interface DataValidationNodeReport extends NodeReportBase {
  type: FSNodeType.DATA_VALIDATION;
  outcome: FSNodeId;
}

/** Why a liveness check came to no verdict; open. Contract 4.3, since 1.0.44. */
export type LivenessInconclusiveReason = Open<
  'no_media' | 'unusable_media' | 'unknown_verdict' | 'timeout' | 'provider_error'
>;

/** Report of a liveness node. Contract 4.3. */
export interface LivenessDetectionNodeReport extends NodeReportBase {
  type: FSNodeType.LIVENESS_DETECTION;
  outcome: FSLivenessDetectionOutcome;
  /** Since 1.0.44. */
  inconclusiveReason?: LivenessInconclusiveReason;
}

/** Report of a node that asked for an e-mail address. Contract 4.3. */
export interface EnterEmailNodeReport extends NodeReportBase {
  type: FSNodeType.ENTER_EMAIL;
  outcome: FSEnterEmailOutcome;
  email?: string;
}

/** Report of a document scan node. Contract 4.3. */
export interface DocumentScanNodeReport extends NodeReportBase {
  type: FSNodeType.DOCUMENT_SCAN;
  outcome: FSDocumentScanOutcome;
  report?: DocumentScanReport;
}

/** What is known of a recognised user. Contract 4.3. */
export type RecognitionReport = Record<string, string> & {
  name?: string;
  email?: string;
  phone?: string;
  company?: string;
  jobTitle?: string;
};

/** Report of a recognition node. Contract 4.3. */
export interface RecognitionNodeReport extends NodeReportBase {
  type: FSNodeType.RECOGNITION;
  outcome: FSRecognitionOutcome;
  report?: RecognitionReport;
}

/** Where the one-time code went. Contract 4.3. */
export type TwoFactorReport =
  | { email: string; phoneNumber?: never }
  | { phoneNumber: string; email?: never }
  | { email: string; phoneNumber: string };

/** Report of a node that sent a code by e-mail. Contract 4.3. */
export interface TwoFactorEmailNodeReport extends NodeReportBase {
  type: FSNodeType.TWO_FACTOR_EMAIL;
  outcome: FSTwoFactorOutcome;
  report?: TwoFactorReport;
}

/** Report of a node that sent a code by SMS. Contract 4.3. */
export interface TwoFactorSMSNodeReport extends NodeReportBase {
  type: FSNodeType.TWO_FACTOR_SMS;
  outcome: FSTwoFactorOutcome;
  report?: TwoFactorReport;
}

/** Comparison of a face scan with its reference image. Contract 4.3. */
export interface CompareFacesReport {
  isMatch: boolean;
  sourceImageFaceFound: boolean;
  targetImageFaceFound: boolean;
  similarity?: number;
  error?: string;
}

/** What a face scan found. Contract 4.3. */
export interface FaceScanReport {
  livenessChallengePassed?: boolean;
  aiLivenessCheckPassed?: boolean;
  compareFacesReport?: CompareFacesReport;
}

/** Report of a face scan node. Contract 4.3. */
export interface FaceScanNodeReport extends NodeReportBase {
  type: FSNodeType.FACE_SCAN;
  outcome: FSFaceScanOutcome;
  report?: FaceScanReport;
}

/** Report of a node that asked for camera or microphone. Contract 4.3. */
export interface PermissionsNodeReport extends NodeReportBase {
  type: FSNodeType.PERMISSIONS;
  outcome: FSPermissionsOutcome;
}

/** Comparison of two faces. Contract 4.3. */
export interface FaceCompareReport {
  isMatch: boolean;
  sourceAImageFound: boolean;
  sourceBImageFound: boolean;
  similarity?: number;
  error?: string;
}

/** Report of a face compare node. Contract 4.3. */
export interface FaceCompareNodeReport extends NodeReportBase {
  type: FSNodeType.FACE_COMPARE;
  outcome: FSFaceCompareOutcome;
  report?: FaceCompareReport;
}

/** How an external call went. Contract 4.3. */
export interface ExternalCallReport {
  url: string;
  ok: boolean;
  /** HTTP status of the answer. */
  status?: number;
  response?: Record<string, string | number | boolean>;
  error?: string;
  attempts?: number;
}

/** Report of an external call node. Contract 4.3. `outcome` is the node that followed. */
export interface ExternalCallNodeReport extends NodeReportBase {
  type: FSNodeType.EXTERNAL_CALL;
  outcome: FSNodeId;
  report?: ExternalCallReport;
}

/** Report of a field condition node. Contract 4.3. `outcome` is the node that followed. */
export interface FieldConditionNodeReport extends NodeReportBase {
  type: FSNodeType.FIELD_CONDITION;
  outcome: FSNodeId;
  /** Counted from 0; absent when `default` was taken. */
  matchedRuleIndex?: number;
}

/** Any report; `type` tells which. Closed, so that `switch (report.type)` narrows. Contract 4.3. */
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
