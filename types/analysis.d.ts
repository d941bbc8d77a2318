/** Analysis of the session's video, and of deepfakes. Source: the types of `@facesignai/api` 1.0.47. */

import type { CriterionEvaluation } from './enums.js';
import type { Open } from './helpers.js';

/** Criteria with a known name. */
export type KnownCriterion =
  | 'behavioralAnomalies'
  | 'environmentalConsistency'
  | 'eyeAndHeadMovement'
  | 'faceAuthenticity'
  | 'facialExpressionAndMovement'
  | 'interactionConfidence'
  | 'lipSyncAccuracy'
  | 'presenceOfSuspiciousObjectsOrPeople'
  | 'useOfExternalDevices';

/** A criterion of the video analysis; any text since 1.0.29. */
export type Criterion = Open<KnownCriterion>;

/** Judgement by one criterion. */
export interface CriterionAnalysis {
  /** What was seen, in words. */
  observation: string;
  /** Confidence in the judgement. */
  confidence: number;
  /** The judgement. */
  evaluation: CriterionEvaluation;
}

/** The analysis as an object with a key for each criterion. Since 1.0.29. */
export type VideoAIAnalysisByCriterion = Partial<Record<Criterion, CriterionAnalysis>>;

/** The analysis as a list. It has no criterion as a key, so such a read gives `undefined`. */
export type VideoAIAnalysisList = (CriterionAnalysis & {
  /** What is judged. */
  criterion: Criterion;
})[] & {
  /** Absent: a list has no criterion as a key. */
  [K in KnownCriterion]?: undefined;
};

/**
 * Analysis of the session's video. Which of the two forms the API sends today is not known:
 * `Array.isArray(analysis)` tells them apart; `analysis.lipSyncAccuracy?.evaluation` may be read without asking.
 */
export type VideoAIAnalysis = VideoAIAnalysisByCriterion | VideoAIAnalysisList;

/** How far the video analysis is; open. Since 1.0.45. */
export type VideoAIAnalysisStatus = Open<'pending' | 'succeeded' | 'failed'>;

/** Verdict of the deepfake analysis. Since 1.0.44. */
export interface DeepfakeDetection {
  /** The verdict. */
  verdict: Open<'authentic' | 'manipulated' | 'unknown'>;
  /** 0 to 1. */
  score?: number | null;
  /** Milliseconds since 1970. */
  analyzedAt?: number;
}

/** How far the deepfake analysis is. Since 1.0.44. */
export interface DeepfakeDetectionStatus {
  /** `timed_out` was sent by 1.0.44 only; later it is `failed`. */
  state: Open<'pending' | 'succeeded' | 'failed' | 'timed_out'>;
  /** Milliseconds since 1970. */
  startedAt?: number;
  /** Milliseconds since 1970. */
  finishedAt?: number;
  /** 1.0.44 only, most likely. */
  errorCode?: string;
}
