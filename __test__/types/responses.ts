/**
 * What callers read from responses: reports narrow by `type`, and strings that only the server chooses are open
 * (docs/api-contract.md#requests-and-responses, #node-reports, #location-and-device).
 */

import * as endpoints from '../../index.js';
import {
  type Avatar,
  type DocumentScanReport,
  FSNodeType,
  type LivenessDetectionNodeReport,
  type NodeReport,
  type Session,
  type VideoAIAnalysisStatus,
  type WebhookEvent,
  WebhookType,
} from '../../index.js';
import { expectType } from './expect.js';

/** A `switch` over all thirteen reports is exhaustive. */
export function factOf(report: NodeReport): string | undefined {
  switch (report.type) {
    case FSNodeType.LIVENESS_DETECTION:
      expectType<LivenessDetectionNodeReport>()(report);
      return report.inconclusiveReason;
    case FSNodeType.ENTER_EMAIL:
      return report.email;
    case FSNodeType.DOCUMENT_SCAN:
      return report.report?.firstName?.latin.value;
    case FSNodeType.RECOGNITION:
      return report.report?.company ?? report.report?.anything;
    case FSNodeType.TWO_FACTOR_EMAIL:
      return report.report?.email;
    case FSNodeType.TWO_FACTOR_SMS:
      return report.report?.phoneNumber;
    case FSNodeType.FACE_SCAN:
      return report.report?.compareFacesReport?.error;
    case FSNodeType.FACE_COMPARE:
      return report.report?.error;
    case FSNodeType.EXTERNAL_CALL:
      return report.report?.url;
    case FSNodeType.FIELD_CONDITION:
      return `${report.matchedRuleIndex}`;
    case FSNodeType.CONVERSATION:
    case FSNodeType.DATA_VALIDATION:
    case FSNodeType.PERMISSIONS:
      return report.outcome;
    default:
      expectType<never>()(report);
      return report;
  }
}

/** Values that this version does not know compile, and need no cast. */
export function unknownValues(session: Session, avatar: Avatar, scan: DocumentScanReport) {
  const status: VideoAIAnalysisStatus | undefined = session.report?.videoAIAnalysisStatus;
  return (
    status === 'timedOut' ||
    avatar.gender === 'other' ||
    scan.documentClassInfo.country === 'atlantis' ||
    session.report?.deepfakeDetectionStatus?.state === 'timed_out'
  );
}

/** Both forms of the video analysis (docs/api-contract.md#video-and-deepfake-analysis). */
export function lipSync(session: Session): string | undefined {
  const analysis = session.report?.videoAIAnalysis;
  if (Array.isArray(analysis))
    return analysis.find((item) => item.criterion === 'lipSyncAccuracy')?.observation;
  expectType<string | undefined>()(session.report?.videoAIAnalysis?.lipSyncAccuracy?.observation);
  return analysis?.lipSyncAccuracy?.observation ?? analysis?.aNewCriterion?.observation;
}

/** Events about a file have media. */
export function mediaOf(event: WebhookEvent): string | undefined {
  return event.type === WebhookType.MEDIA_USER_PHOTO ? event.media?.url : undefined;
}

/** Endpoint constants give their path (docs/api-contract.md#endpoint-constants). */
export const paths: string[] = [
  endpoints.createSessionEndpoint.path(),
  endpoints.getSessionEndpoint.path({ sessionId: 's' }),
  endpoints.getSessionsEndpoint.path(),
  endpoints.createClientSecretEndpoint.path({ sessionId: 's' }),
  endpoints.getLangsEndpoint.path(),
  endpoints.getAvatarsEndpoint.path(),
];
expectType<endpoints.Method>()(endpoints.createSessionEndpoint.method);
// @ts-expect-error the path contains the id
endpoints.getSessionEndpoint.path();

// `location` and `device` keep the names of their sources.
export const placeOf = (session: Session) =>
  [
    session.report?.location?.city?.names['pt-BR'],
    session.report?.device?.isiPhone,
    session.report?.device?.os,
  ] as const;
