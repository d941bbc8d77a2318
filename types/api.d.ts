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
  /** Key of the datum. */
  key: string;
  /** Whether the datum must be given. */
  isRequired?: boolean;
  /** Description of the datum. */
  description?: string;
}

/** A field to be drawn from the conversation. Contract 3, since 1.0.41. */
export interface ExtractionField {
  /** Name of the field. */
  fieldName: string;
  /** Type of the field's value. */
  type: 'string' | 'number' | 'boolean' | 'date';
  /** Description of the field. */
  description: string;
  /** The values allowed, when there are few. */
  enum?: string[];
}

/** The fields drawn from the conversation. Contract 3. */
export type ExtractedData = Record<string, string | number | boolean | null>;

/** Argument of `session.retrieve`. Contract 3. */
export interface GetSessionParameters {
  /** Id of the session. */
  sessionId: string;
}

/** Argument of `session.createClientSecret`. Contract 3. */
export interface CreateClientSecretParameters {
  /** Id of the session that the secret is to open. */
  sessionId: string;
}

/** One utterance of the transcript. Contract 3. */
export interface Phrase {
  /** Id of the phrase. */
  id: string;
  /** What was said. */
  text: string;
  /** When the phrase was made, in milliseconds since 1970. */
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
  /** When the secret was made, in milliseconds since 1970. */
  createdAt: number;
  /** Two hours after `createdAt` as recorded; read it instead of reckoning. */
  expireAt: number;
}

/** One part of the written analysis. Contract 3. */
export interface SessionReportAIAnalysisSection {
  /** Title of the part. */
  title: string;
  /** Short description. */
  shortDescription: string;
  /** Long description. */
  longDescription: string;
}

/** Written analysis of a session. Contract 3. */
export interface SessionReportAIAnalysis {
  /** Lower bound of the user's age. */
  ageMin: number;
  /** Upper bound of the user's age. */
  ageMax: number;
  /** Sex of the user. */
  sex: Open<'male' | 'female'>;
  /** A real person, a virtual one, or no face. */
  realPersonOrVirtual: Open<'real' | 'virtual' | 'noface'>;
  /** Summary of the whole. */
  overallSummary: string;
  /** The parts of the analysis. */
  analysis: SessionReportAIAnalysisSection[];
}

/** A file of a session. Contract 3. */
export interface SessionMedia {
  /** Id of the file. */
  id: string;
  /** Address of the file. */
  url: string;
  /** When the file was made, in milliseconds since 1970. */
  createdAt: number;
  /** When the file expires, in milliseconds since 1970. */
  expireAt?: number;
  /** Content type of the file. */
  contentType?: string;
}

/** An image of a scanned document. Contract 3. */
export interface DocumentImageFile {
  /** Number of the side. */
  side: number;
  /** Kind of the image. */
  type: Open<'document' | 'face' | 'signature' | 'input' | 'barcodeInput'>;
  /** File of the image. */
  file: SessionMedia;
}

/** Files of a session by kind. Contract 3, `SessionReport.media`. */
export interface SessionReportMedia {
  /** Screenshots of the session. */
  screenshots?: SessionMedia[];
  /** Video of the user. */
  userVideo?: SessionMedia;
  /** Video of the avatar. */
  avatarVideo?: SessionMedia;
  /** Images of scanned documents. */
  documentImages?: DocumentImageFile[];
}

/** What a session found. Contract 3. */
export interface SessionReport {
  /** What was said, phrase by phrase; empty in a fresh session. */
  transcript: Phrase[];
  /** Written analysis of the session. */
  aiAnalysis?: SessionReportAIAnalysis;
  /** Location of the user. */
  location?: Location;
  /** The device the session ran on. */
  device?: Device;
  /** Id of the session's language, for instance `en`. */
  lang?: string;
  /** Reports of the nodes; start and end nodes make none. */
  nodeReports?: NodeReport[];
  /** Analysis of the session's video. */
  videoAIAnalysis?: VideoAIAnalysis;
  /** Since 1.0.45. */
  videoAIAnalysisStatus?: VideoAIAnalysisStatus;
  /** Since 1.0.44. */
  deepfakeDetection?: DeepfakeDetection;
  /** Since 1.0.44. */
  deepfakeDetectionStatus?: DeepfakeDetectionStatus;
  /** Since 1.0.41, with `extractionSchema`. */
  extractedData?: ExtractedData;
  /** Files of the session. */
  media?: SessionReportMedia;
}

/** A session. Contract 3. */
export interface Session {
  /** Opaque. */
  id: string;
  /** When the session was made, in milliseconds since 1970. */
  createdAt: number;
  /** When the session started, in milliseconds since 1970; absent before that. */
  startedAt?: number;
  /** When the session finished, in milliseconds since 1970. */
  finishedAt?: number;
  /** Where the session is in its life. */
  status: SessionStatus;
  /** As sent, with what the server filled in. Sessions of 2025 may hold an older form of `flow` (contract 5.1). */
  settings: SessionSettings;
  /** Version text; a fresh session was recorded without it. */
  version?: string;
  /** What the session found. */
  report?: SessionReport;
}

/** Answer of `session.retrieve`. Contract 3. */
export interface GetSessionResponse {
  /** The session. */
  session: Session;
  /** The session's client secret. */
  clientSecret: ClientSecret;
}

/** A language an avatar speaks. Contract 3. */
export interface Lang {
  /** For instance `en`. */
  id: string;
  /** Title of the language; recorded in English. */
  title: string;
}

/** Where a session's data are kept. Contract 3. */
export type Zone = 'us' | 'eu';

/** An avatar. Contract 3. */
export interface Avatar {
  /** Id of the avatar. */
  id: string;
  /** Name of the avatar. */
  name: string;
  /** Address of the avatar's image. */
  imageUrl: string;
  /** Gender of the avatar. */
  gender: Open<'male' | 'female' | 'unknown'>;
}

/** What the caller knows of the user beforehand. Contract 3. */
export type ProvidedData = Record<string, string | number | boolean> & {
  /** Name of the user. */
  name?: string;
  /** E-mail address of the user. */
  email?: string;
  /** Phone number of the user. */
  phone?: string;
};

/** An edge of the flow that the server filled in. Contract 3, since 1.0.44, in answers only. */
export interface FlowNormalization {
  /** Id of the node that lacked the edge. */
  nodeId: FSNodeId;
  /** Outcome that had no target. */
  outcome: string;
  /** Target that the server chose. */
  filledWith: FSNodeId;
}

/** Argument of `session.create`. Contract 3. */
export interface SessionSettings {
  /** Anything of the caller's; 50 KB at most (contract 5.3). Required by the types, as in the old SDK (contract 9.11). */
  metadata: object;
  /** The nodes of the flow: exactly one start node, one or more end nodes. */
  flow: FSNode[];
  /** The caller's own id of the user or the case. */
  clientReferenceId?: string;
  /** What is known of the user beforehand. */
  providedData?: ProvidedData;
  /** Id of the avatar; the server fills it in when it is absent. */
  avatarId?: string;
  /** Ids of languages to choose from. */
  langs?: string[];
  /** Id of the default language. */
  defaultLang?: string;
  /** Where the session's data are kept. */
  zone?: Zone;
  /** Look of the hosted page. */
  customization?: Customization;
  /** Whether the session's video is analysed. */
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
  /** The session. */
  session: Session;
  /** The session's client secret. */
  clientSecret: ClientSecret;
  /** Since 1.0.44: what the server changed in the flow, in words. */
  warnings?: string[];
}

/** Languages as documented. Contract 3; `langs.retrieve` gives a `LangsAnswer`. */
export interface GetLangsResponse {
  /** The languages. */
  langs: Lang[];
}

/** Avatars as documented. Contract 3; `avatars.retrieve` gives an `AvatarsAnswer`. */
export interface GetAvatarsResponse {
  /** The avatars. */
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
  /** Id of the flow. */
  flowId?: string | undefined;
  /** The caller's own id, as given in `SessionSettings`. */
  clientReferenceId?: string | undefined;
  /** One status, or several. */
  status?: SessionStatus | SessionStatus[] | undefined;
  /** "Unix timestamp" by the documentation; milliseconds most likely (contract 6). */
  fromDate?: number | undefined;
  /** As `fromDate`. */
  toDate?: number | undefined;
  /** Default `createdAt`. */
  sortBy?: 'createdAt' | 'status' | 'finishedAt' | undefined;
  /** Default `desc`. */
  sortOrder?: 'asc' | 'desc' | undefined;
  /** Text to search for. */
  search?: string | undefined;
  /** Default false; slow. */
  includeTotal?: boolean | undefined;
}

/** Answer of `session.list`: one page. Contract 3. */
export interface GetSessionsResponse {
  /** The sessions of this page. */
  sessions: Session[];
  /** Give it as `cursor` for the next page, while `hasMore` is true. */
  nextCursor?: string;
  /** With `includeTotal` only. */
  totalCount?: number;
  /** Whether another page follows. */
  hasMore: boolean;
}
