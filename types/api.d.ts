/**
 * What the API's calls take and give (contract 3). Times are milliseconds since 1970 unless said otherwise (contract 6).
 * What is sent is strict; what is received may hold more fields and values than are named here (see helpers.d.ts).
 */

import type {
  DeepfakeDetection,
  DeepfakeDetectionStatus,
  VideoAIAnalysis,
  VideoAIAnalysisStatus,
} from './analysis.js';
import type { Customization } from './customization.js';
import type { Device } from './device.js';
import type { SessionStatus } from './enums.js';
import type { Open } from './helpers.js';
import type { Location } from './location.js';
import type { FSNode, FSNodeId } from './nodes.js';
import type { NodeReport } from './reports.js';

/** A datum that a session asks for. Contract 3. */
export interface RequestedData {
  key: string;
  isRequired?: boolean;
  description?: string;
}

/** A field to be drawn from the conversation. Contract 3, since 1.0.41. */
export interface ExtractionField {
  fieldName: string;
  type: 'string' | 'number' | 'boolean' | 'date';
  description: string;
  /** The values allowed, when there are few. */
  enum?: string[];
}

/** The fields drawn from the conversation. Contract 3. */
export type ExtractedData = Record<string, string | number | boolean | null>;

/** Argument of `session.retrieve`. Contract 3. */
export interface GetSessionParameters {
  sessionId: string;
}

/** Argument of `session.createClientSecret`. Contract 3. */
export interface CreateClientSecretParameters {
  sessionId: string;
}

/** One utterance of the transcript. Contract 3. */
export interface Phrase {
  id: string;
  text: string;
  createdAt: number;
  /** True when the avatar said it, false for the user. */
  isAvatar: boolean;
}

/** Opens the hosted page of one session, once. Contract 3 and 5.4. */
export interface ClientSecret {
  /** Secret: keep it out of logs. */
  secret: string;
  /** Address for the user's browser; it holds the secret. */
  url: string;
  createdAt: number;
  /** Two hours after `createdAt` as recorded; read it instead of reckoning. */
  expireAt: number;
}

/** One part of the written analysis. Contract 3. */
export interface SessionReportAIAnalysisSection {
  title: string;
  shortDescription: string;
  longDescription: string;
}

/** Written analysis of a session. Contract 3. */
export interface SessionReportAIAnalysis {
  ageMin: number;
  ageMax: number;
  sex: Open<'male' | 'female'>;
  realPersonOrVirtual: Open<'real' | 'virtual' | 'noface'>;
  overallSummary: string;
  analysis: SessionReportAIAnalysisSection[];
}

/** A file of a session. Contract 3. */
export interface SessionMedia {
  id: string;
  url: string;
  createdAt: number;
  expireAt?: number;
  contentType?: string;
}

/** An image of a scanned document. Contract 3. */
export interface DocumentImageFile {
  side: number;
  type: Open<'document' | 'face' | 'signature' | 'input' | 'barcodeInput'>;
  file: SessionMedia;
}

/** Files of a session by kind. Contract 3, `SessionReport.media`. */
export interface SessionReportMedia {
  screenshots?: SessionMedia[];
  userVideo?: SessionMedia;
  avatarVideo?: SessionMedia;
  documentImages?: DocumentImageFile[];
}

/** What a session found. Contract 3. */
export interface SessionReport {
  transcript: Phrase[];
  aiAnalysis?: SessionReportAIAnalysis;
  location?: Location;
  device?: Device;
  lang?: string;
  nodeReports?: NodeReport[];
  videoAIAnalysis?: VideoAIAnalysis;
  /** Since 1.0.45. */
  videoAIAnalysisStatus?: VideoAIAnalysisStatus;
  /** Since 1.0.44. */
  deepfakeDetection?: DeepfakeDetection;
  /** Since 1.0.44. */
  deepfakeDetectionStatus?: DeepfakeDetectionStatus;
  /** Since 1.0.41, with `extractionSchema`. */
  extractedData?: ExtractedData;
  media?: SessionReportMedia;
}

/** A session. Contract 3. */
export interface Session {
  /** Opaque. */
  id: string;
  createdAt: number;
  startedAt?: number;
  finishedAt?: number;
  status: SessionStatus;
  /** As sent, with what the server filled in. Sessions of 2025 may hold an older form of `flow` (contract 5.1). */
  settings: SessionSettings;
  version?: string;
  report?: SessionReport;
}

/** Answer of `session.retrieve`. Contract 3. */
export interface GetSessionResponse {
  session: Session;
  clientSecret: ClientSecret;
}

/** A language an avatar speaks. Contract 3. */
export interface Lang {
  /** For instance `en`. */
  id: string;
  title: string;
}

/** Where a session's data are kept. Contract 3. */
export type Zone = 'us' | 'eu';

/** An avatar. Contract 3. */
export interface Avatar {
  id: string;
  name: string;
  imageUrl: string;
  gender: Open<'male' | 'female' | 'unknown'>;
}

/** What the caller knows of the user beforehand. Contract 3. */
export type ProvidedData = Record<string, string | number | boolean> & {
  name?: string;
  email?: string;
  phone?: string;
};

/** An edge of the flow that the server filled in. Contract 3, since 1.0.44, in answers only. */
export interface FlowNormalization {
  nodeId: FSNodeId;
  outcome: string;
  /** Target that the server chose. */
  filledWith: FSNodeId;
}

/** Argument of `session.create`. Contract 3. */
export interface SessionSettings {
  /** Anything of the caller's; 50 KB at most (contract 5.3). Required by the types, as in the old SDK (contract 9.11). */
  metadata: object;
  flow: FSNode[];
  /** The caller's own id of the user or the case. */
  clientReferenceId?: string;
  providedData?: ProvidedData;
  avatarId?: string;
  /** Ids of languages to choose from. */
  langs?: string[];
  defaultLang?: string;
  zone?: Zone;
  customization?: Customization;
  videoAIAnalysisEnabled?: boolean;
  /** Since 1.0.41. */
  extractionSchema?: ExtractionField[];
  /** Since 1.0.47. Ignored without a word when the avatar cannot do it or the id is not known (contract 5.2). */
  backgroundAssetId?: string;
  /** Since 1.0.44, in answers only; never sent. */
  flowNormalizations?: FlowNormalization[];
}

/** Answer of `session.create`. Contract 3. */
export interface CreateSessionResponse {
  session: Session;
  clientSecret: ClientSecret;
  /** Since 1.0.44: what the server changed in the flow, in words. */
  warnings?: string[];
}

/** Languages as documented. Contract 3; `langs.retrieve` gives a `LangsAnswer`. */
export interface GetLangsResponse {
  langs: Lang[];
}

/** Avatars as documented. Contract 3; `avatars.retrieve` gives an `AvatarsAnswer`. */
export interface GetAvatarsResponse {
  avatars: Avatar[];
}

/**
 * Answer of `langs.retrieve`. The API was recorded with a bare array and is documented with `{ langs }` (contract 5.1);
 * `answer.langs` is right for both, so write that. That the answer is an array as well is true of all recordings, and
 * lets callers who worked with the array compile; should the API begin to send the object, `answer.map` will be
 * absent. When in doubt ask `Array.isArray(answer)`.
 */
export type LangsAnswer = GetLangsResponse & Lang[];

/** Answer of `avatars.retrieve`; write `answer.avatars`. All that is said of `LangsAnswer` holds. Contract 5.1. */
export type AvatarsAnswer = GetAvatarsResponse & Avatar[];

/** Argument of `session.list`. Contract 3. */
export interface GetSessionsParameters {
  /** 25 when absent, 100 at most. */
  limit?: number | undefined;
  /** `nextCursor` of the page before. Opaque. */
  cursor?: string | undefined;
  flowId?: string | undefined;
  clientReferenceId?: string | undefined;
  status?: SessionStatus | SessionStatus[] | undefined;
  /** "Unix timestamp" by the documentation; milliseconds most likely (contract 6). */
  fromDate?: number | undefined;
  /** As `fromDate`. */
  toDate?: number | undefined;
  /** Default `createdAt`. */
  sortBy?: 'createdAt' | 'status' | 'finishedAt' | undefined;
  /** Default `desc`. */
  sortOrder?: 'asc' | 'desc' | undefined;
  search?: string | undefined;
  /** Default false; slow. */
  includeTotal?: boolean | undefined;
}

/** Answer of `session.list`: one page. Contract 3. */
export interface GetSessionsResponse {
  sessions: Session[];
  /** Give it as `cursor` for the next page, while `hasMore` is true. */
  nextCursor?: string;
  /** With `includeTotal` only. */
  totalCount?: number;
  hasMore: boolean;
}
