/**
 * The arguments and results of the calls. Times are milliseconds since 1970 unless stated otherwise.
 * What is sent is strict. What is received may contain more fields and values than are declared here (see helpers.d.ts).
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

/** A datum that a session asks for. */
export interface RequestedData {
  /** Key of the datum. */
  key: string;
  /** Whether the datum must be given. */
  isRequired?: boolean;
  /** Description of the datum. */
  description?: string;
}

/** A field to extract from the conversation. Since 1.0.41. */
export interface ExtractionField {
  /** Name of the field. */
  fieldName: string;
  /** Type of the field's value. */
  type: 'string' | 'number' | 'boolean' | 'date';
  /** Description of the field. */
  description: string;
  /** The allowed values, if they are few. */
  enum?: string[];
}

/** The fields extracted from the conversation. */
export type ExtractedData = Record<string, string | number | boolean | null>;

/** Argument of `session.retrieve`. */
export interface GetSessionParameters {
  /** Id of the session. */
  sessionId: string;
}

/** Argument of `session.createClientSecret`. */
export interface CreateClientSecretParameters {
  /** Id of the session that the secret opens. */
  sessionId: string;
}

/** One utterance of the transcript. */
export interface Phrase {
  /** Id of the phrase. */
  id: string;
  /** What was said. */
  text: string;
  /** When the phrase was created, in milliseconds since 1970. */
  createdAt: number;
  /** True when the avatar said it, false for the user. */
  isAvatar: boolean;
}

/** Opens the hosted page of one session, once. */
export interface ClientSecret {
  /** Secret: keep it out of logs. */
  secret: string;
  /** Address for the user's browser. It contains the secret. */
  url: string;
  /** When the secret was created, in milliseconds since 1970. */
  createdAt: number;
  /** Recorded as two hours after `createdAt`. Read it instead of computing it. */
  expireAt: number;
}

/** One part of the written analysis. */
export interface SessionReportAIAnalysisSection {
  /** Title of the part. */
  title: string;
  /** Short description. */
  shortDescription: string;
  /** Long description. */
  longDescription: string;
}

/** Written analysis of a session. */
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

/** A file of a session. */
export interface SessionMedia {
  /** Id of the file. */
  id: string;
  /** Address of the file. */
  url: string;
  /** When the file was created, in milliseconds since 1970. */
  createdAt: number;
  /** When the file expires, in milliseconds since 1970. */
  expireAt?: number;
  /** Content type of the file. */
  contentType?: string;
}

/** An image of a scanned document. */
export interface DocumentImageFile {
  /** Number of the side. */
  side: number;
  /** Kind of the image. */
  type: Open<'document' | 'face' | 'signature' | 'input' | 'barcodeInput'>;
  /** File of the image. */
  file: SessionMedia;
}

/** Files of a session by kind. */
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

/** What a session found. */
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
  /** Reports of the nodes; start and end nodes have none. */
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

/** A session. */
export interface Session {
  /** Opaque. */
  id: string;
  /** When the session was created, in milliseconds since 1970. */
  createdAt: number;
  /** When the session started, in milliseconds since 1970; absent before that. */
  startedAt?: number;
  /** When the session finished, in milliseconds since 1970. */
  finishedAt?: number;
  /** Where the session is in its life cycle. */
  status: SessionStatus;
  /** As sent, with the defaults of the server. Sessions of 2025 may have an older form of `flow`. */
  settings: SessionSettings;
  /** Version. A fresh session was recorded without it. */
  version?: string;
  /** What the session found. */
  report?: SessionReport;
}

/** Response of `session.retrieve`. */
export interface GetSessionResponse {
  /** The session. */
  session: Session;
  /** The session's client secret. */
  clientSecret: ClientSecret;
}

/** A language an avatar speaks. */
export interface Lang {
  /** For instance `en`. */
  id: string;
  /** Title of the language; recorded in English. */
  title: string;
}

/** Where a session's data are kept. */
export type Zone = 'us' | 'eu';

/** An avatar. */
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

/** What the caller knows of the user beforehand. */
export type ProvidedData = Record<string, string | number | boolean> & {
  /** Name of the user. */
  name?: string;
  /** E-mail address of the user. */
  email?: string;
  /** Phone number of the user. */
  phone?: string;
};

/** An edge of the flow that the server filled in. Since 1.0.44, in responses only. */
export interface FlowNormalization {
  /** Id of the node that lacked the edge. */
  nodeId: FSNodeId;
  /** Outcome that had no target. */
  outcome: string;
  /** Target that the server chose. */
  filledWith: FSNodeId;
}

/** Argument of `session.create`. */
export interface SessionSettings {
  /** Any data of yours; 50 KB at most. Required by the types, as in the old SDK. */
  metadata: object;
  /** The nodes of the flow: exactly one start node, one or more end nodes. */
  flow: FSNode[];
  /** Your own id of the user or the case. */
  clientReferenceId?: string;
  /** What is known of the user beforehand. */
  providedData?: ProvidedData;
  /** Id of the avatar. The server chooses the default. */
  avatarId?: string;
  /** Ids of languages to choose from. */
  langs?: string[];
  /** Id of the default language. */
  defaultLang?: string;
  /** Where the session's data are kept. */
  zone?: Zone;
  /** Look of the hosted page. */
  customization?: Customization;
  /** Whether the session's video is analyzed. */
  videoAIAnalysisEnabled?: boolean;
  /** Since 1.0.41. */
  extractionSchema?: ExtractionField[];
  /** Since 1.0.47. Silently ignored if the avatar doesn't support it or the id is unknown. */
  backgroundAssetId?: string;
  /** Since 1.0.44, in responses only; never sent. */
  flowNormalizations?: FlowNormalization[];
}

/** Response of `session.create`. */
export interface CreateSessionResponse {
  /** The session. */
  session: Session;
  /** The session's client secret. */
  clientSecret: ClientSecret;
  /** Since 1.0.44: what the server changed in the flow, in words. */
  warnings?: string[];
}

/** Languages as documented. `langs.retrieve` resolves to a `LangsResponse`. */
export interface GetLangsResponse {
  /** The languages. */
  langs: Lang[];
}

/** Avatars as documented. `avatars.retrieve` resolves to an `AvatarsResponse`. */
export interface GetAvatarsResponse {
  /** The avatars. */
  avatars: Avatar[];
}

/**
 * Response of `langs.retrieve`. `response.langs` works for both of its forms: the documented `{ langs }`, and the bare
 * array that was recorded, which then has `langs` as a hidden property. `Array.isArray(response)` distinguishes them.
 */
export type LangsResponse = GetLangsResponse | (GetLangsResponse & Lang[]);

/** Response of `avatars.retrieve`. `response.avatars` works for both of its forms, as for `LangsResponse`. */
export type AvatarsResponse = GetAvatarsResponse | (GetAvatarsResponse & Avatar[]);

/** Argument of `session.list`. */
export interface GetSessionsParameters {
  /** Defaults to 25; 100 at most. */
  limit?: number | undefined;
  /** `nextCursor` of the page before. Opaque. */
  cursor?: string | undefined;
  /** Id of the flow. */
  flowId?: string | undefined;
  /** The caller's own id, as given in `SessionSettings`. */
  clientReferenceId?: string | undefined;
  /** One status, or several. */
  status?: SessionStatus | SessionStatus[] | undefined;
  /** Start of the period: milliseconds since 1970, or a `Date`, which is sent as its milliseconds. */
  fromDate?: number | Date | undefined;
  /** End of the period: milliseconds since 1970, or a `Date`, which is sent as its milliseconds. */
  toDate?: number | Date | undefined;
  /** Default `createdAt`. */
  sortBy?: 'createdAt' | 'status' | 'finishedAt' | undefined;
  /** Default `desc`. */
  sortOrder?: 'asc' | 'desc' | undefined;
  /** String to search for. */
  search?: string | undefined;
  /** Default false; slow. */
  includeTotal?: boolean | undefined;
}

/** Where `session.findByIdempotencyKey` looks. */
export interface FindSessionParameters {
  /** The `clientReferenceId` that the create was given. */
  clientReferenceId: string;
  /**
   * A time before the create: milliseconds since 1970, or a `Date`. Sessions more than 10 minutes older are not searched.
   * Default: all sessions with that `clientReferenceId` are.
   */
  since?: number | Date | undefined;
}

/** Response of `session.list`: one page. */
export interface GetSessionsResponse {
  /** The sessions of this page. */
  sessions: Session[];
  /** Pass it as `cursor` for the next page, while `hasMore` is true. */
  nextCursor?: string;
  /** With `includeTotal` only. */
  totalCount?: number;
  /** Whether another page follows. */
  hasMore: boolean;
}
