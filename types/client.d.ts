/**
 * The client: the class, and the three groups of calls that each instance has.
 * Every call takes its argument first and `CallOptions` second. It never throws; it rejects with an `AnyFaceSignError`.
 * Any call can reject with `AuthenticationError`, `ValidationError`, `ConflictError`, `RateLimitError`, `ServerError`,
 * `ConnectionError`, `TimeoutError`, `AbortError`, `ResponseError`, `ConfigurationError` (an invalid argument or call
 * option; nothing was sent) or `InternalError`. Each call lists what else it rejects with.
 */

import type {
  createNodeWebhook,
  createWebWebhook,
  fetchSession,
  sign,
  unwrap,
  verify,
} from '../webhooks/index.js';
import {
  AbortError,
  AbortSignalLike,
  AddressDetailedInfo,
  AlphabetStringResult,
  AlphabetType,
  AnyApiError,
  AnyFaceSignError,
  ApiError,
  ApiErrorResponse,
  ApiErrorType,
  Attempt,
  AuthenticationError,
  Avatar,
  AvatarsResponse,
  BackgroundType,
  BarcodeData,
  BarcodeElement,
  BarcodeElementKey,
  BarcodeResult,
  BarcodeType,
  CallEvent,
  CallOptions,
  CallOutcome,
  CallResponse,
  CallTraceContext,
  CityRecord,
  ClientEvents,
  ClientOptionChanges,
  ClientOptions,
  ClientSecret,
  CompareFacesReport,
  ConfigurationError,
  ConflictError,
  ConnectionError,
  ConnectionType,
  ContinentRecord,
  ControlButton,
  ControlsCustomization,
  ConversationNodeReport,
  Country,
  CountryRecord,
  CreateCallOptions,
  CreateClientSecretParameters,
  CreateSessionResponse,
  Criterion,
  CriterionAnalysis,
  CriterionEvaluation,
  Customization,
  CustomRequest,
  createClientSecretEndpoint,
  createSessionEndpoint,
  DataMatchFieldState,
  DataMatchFieldType,
  DataMatchResult,
  DataMatchState,
  DataValidationNodeReport,
  DateResult,
  DeepfakeDetection,
  DeepfakeDetectionStatus,
  DependentInfo,
  DetailedCroppedImageResult,
  Device,
  DocumentClassInfo,
  DocumentImageFile,
  DocumentScanNodeReport,
  DocumentScanReport,
  DocumentType,
  DriverLicenceDetailedInfo,
  Endpoint,
  EnterEmailNodeReport,
  ErrorEnvelopeBody,
  ErrorInstance,
  ErrorReport,
  ErrorResponse,
  ExternalCallNodeReport,
  ExternalCallReport,
  ExtractedData,
  ExtractionField,
  FaceCompareNodeReport,
  FaceCompareReport,
  FaceScanNodeReport,
  FaceScanReport,
  FaceSignError,
  FaceSignErrorFields,
  FaceSignErrorType,
  FaceSignWebhookEvent,
  FieldConditionNodeReport,
  FindSessionParameters,
  FixedCodeErrorFields,
  FlowBasis,
  FlowFinding,
  FlowInput,
  FlowNormalization,
  FlowReport,
  FlowRule,
  FlowRuleId,
  FlowSeverity,
  FSAwaitExternalConfig,
  FSConditionalOutcome,
  FSConditionOperator,
  FSConversationNode,
  FSDataValidationNode,
  FSDocumentScanMode,
  FSDocumentScanNode,
  FSDocumentScanOutcome,
  FSDocumentType,
  FSEndNode,
  FSEnterEmailNode,
  FSEnterEmailOutcome,
  FSExternalCallMethod,
  FSExternalCallNode,
  FSExternalCallVar,
  FSExternalRequest,
  FSFaceCompareNode,
  FSFaceCompareOutcome,
  FSFaceCompareSource,
  FSFaceCompareSourceConfig,
  FSFaceScanNode,
  FSFaceScanOutcome,
  FSFieldConditionNode,
  FSFieldConditionRule,
  FSFieldRef,
  FSLivenessDetectionNode,
  FSLivenessDetectionOutcome,
  FSNode,
  FSNodeBase,
  FSNodeId,
  FSNodeType,
  FSPermissionsNode,
  FSPermissionsOutcome,
  FSRecognitionNode,
  FSRecognitionOutcome,
  FSStartNode,
  FSTwoFactorChannel,
  FSTwoFactorNode,
  FSTwoFactorNodeEmail,
  FSTwoFactorNodeSMS,
  FSTwoFactorOutcome,
  FSValueOperand,
  FSValueSource,
  GetAvatarsResponse,
  GetLangsResponse,
  GetSessionParameters,
  GetSessionResponse,
  GetSessionsParameters,
  GetSessionsResponse,
  getAvatarsEndpoint,
  getLangsEndpoint,
  getSessionEndpoint,
  getSessionsEndpoint,
  HttpMethod,
  ILogLevel,
  Input,
  InternalError,
  KnownCriterion,
  Lang,
  LangsResponse,
  LintFlowOptions,
  LivenessDetectionNodeReport,
  LivenessInconclusiveReason,
  Location,
  LocationRecord,
  Logger,
  LogLevel,
  MaxMindRecord,
  MediaWebhookEventOf,
  Method,
  MrzDocumentType,
  MrzResult,
  Names,
  NodeReport,
  NodeReportBase,
  NonEmptyArray,
  NotFoundError,
  Open,
  OperationName,
  Pem,
  PermissionsNodeReport,
  PermissionsPageCustomization,
  Phrase,
  PostalRecord,
  ProvidedData,
  QueryFields,
  QueryValue,
  RateLimitError,
  RateLimitErrorFields,
  RateLimitOptions,
  RecognitionMode,
  RecognitionModeFilter,
  RecognitionNodeReport,
  RecognitionReport,
  Rectangle,
  Region,
  RegisteredCountryRecord,
  RenderFlowOptions,
  RenderFlowSvgOptions,
  RepresentedCountryRecord,
  RequestCallOptions,
  RequestedData,
  ResponseError,
  ResultEvent,
  RetryEvent,
  RetryOptions,
  ScanImageData,
  ScanningMode,
  ScanningSide,
  ServerError,
  Session,
  SessionMedia,
  SessionPager,
  SessionReport,
  SessionReportAIAnalysis,
  SessionReportAIAnalysisSection,
  SessionReportMedia,
  SessionSettings,
  SessionStatus,
  SingleSideScanningResult,
  StopReason,
  StringResult,
  SubdivisionsRecord,
  TimeoutError,
  TraitsRecord,
  TwoFactorEmailNodeReport,
  TwoFactorReport,
  TwoFactorSMSNodeReport,
  TypedErrorFields,
  UrlLike,
  UserType,
  ValidationError,
  VehicleClassInfo,
  VideoAIAnalysis,
  VideoAIAnalysisByCriterion,
  VideoAIAnalysisList,
  VideoAIAnalysisStatus,
  VizResult,
  WaitOptions,
  WebhookEvent,
  WebhookEventOf,
  WebhookEvents,
  WebhookMedia,
  WebhookRejection,
  WebhookType,
  WebhookVerificationError,
  WithPlainText,
  WithResponse,
  withResponse,
  Zone,
} from './names.js';

declare global {
  interface SymbolConstructor {
    // Node 20 has the symbol; TypeScript's own library declares it only with `lib: ["esnext.disposable"]`.
    /** Symbol of the method that `await using` calls at the end. */
    readonly asyncDispose: unique symbol;
  }
}

/** The functions of `@facesignai/api-native/webhooks`. */
export interface WebhookFunctions {
  /** Verifies an event and returns it. */
  readonly unwrap: typeof unwrap;
  /** Verifies an event. */
  readonly verify: typeof verify;
  /** Signs a body, for tests. */
  readonly sign: typeof sign;
  /** Reads the session that an event is about. */
  readonly fetchSession: typeof fetchSession;
  /** Makes a handler for `node:http` and Express. */
  readonly createNodeWebhook: typeof createNodeWebhook;
  /** Makes a handler for frameworks on `Request` and `Response`. */
  readonly createWebWebhook: typeof createWebWebhook;
  /** The error that `unwrap` and `verify` throw. */
  readonly WebhookVerificationError: typeof WebhookVerificationError;
}

/**
 * The calls about sessions. Each is a function that works without its object. They are declared as methods, so that a
 * test double may take fewer parameters.
 */
export interface SessionCalls {
  /**
   * Creates a session: `POST /sessions`. All attempts of one call send the same `Idempotency-Key`. Unknown names in
   * `args` are dropped, as in the old SDK. Rejects with an `AnyFaceSignError`: with `ValidationError` for settings that the
   * API refuses.
   */
  create(
    this: void,
    args: Input<SessionSettings>,
    options?: CreateCallOptions,
  ): Promise<CreateSessionResponse>;
  /**
   * Reads a session: `GET /sessions/{sessionId}`. Rejects with an `AnyFaceSignError`: with `NotFoundError` for an unknown
   * id.
   */
  retrieve(this: void, args: GetSessionParameters, options?: CallOptions): Promise<GetSessionResponse>;
  /**
   * Creates a client secret: `GET /sessions/{sessionId}/refresh`. It may invalidate earlier ones.
   * Rejects with an `AnyFaceSignError`: with `NotFoundError` for an unknown id.
   */
  createClientSecret(
    this: void,
    args: CreateClientSecretParameters,
    options?: CallOptions,
  ): Promise<ClientSecret>;
  /**
   * Reads one page of sessions: `GET /sessions`; 25 unless `limit` says otherwise. Rejects with an `AnyFaceSignError`: with
   * `ValidationError` for a filter that the API refuses, with `ConfigurationError` for an invalid `Date`.
   */
  list(this: void, args?: Input<GetSessionsParameters>, options?: CallOptions): Promise<GetSessionsResponse>;
  /** Version of the surface of `@facesignai/api` that is implemented, such as `1.0.47`; not this package's version. */
  apiVersion: string;
}

/** `client.session`: the calls about sessions, and what is built on them. */
export interface SessionClient extends SessionCalls {
  /**
   * Iterates over all sessions that match the filters: one `session.list` call for each page. The filters are copied; their
   * `limit` is the size of a page, and `includeTotal` is sent with the first page only. `options` apply to each page, and
   * their `signal` to all. Never throws; the iteration rejects with an `AnyFaceSignError` (see `SessionPager`).
   */
  listAll(this: void, filters?: Input<GetSessionsParameters>, options?: CallOptions): SessionPager;
  /**
   * Waits until a session has ended: reads it at once, then with growing delays. Resolves with the session as the last
   * read saw it. Errors that may pass (`retryable`) don't end it; others reject at once. Rejects with `TimeoutError`
   * after `maxWaitMs`, whose `lastSession` is the last one seen; with `AbortError` if `signal` fires, also in a delay; with
   * `ConfigurationError` if an option is invalid or the client is closed. Webhooks report the same without polling.
   */
  waitUntilEnded(this: void, args: GetSessionParameters, options: WaitOptions): Promise<Session>;
  /**
   * Finds the session that `session.create` made with this `idempotencyKey` and `ambiguousRetries: 'reconcile'`, for
   * instance before the process died: reads `GET /sessions`, up to 10 pages of 100, then `GET /sessions/{sessionId}`. Resolves with
   * what `create` would have resolved with, or with `undefined`. Rejects with an `AnyFaceSignError`: with `ResponseError`
   * if more sessions match.
   */
  findByIdempotencyKey(
    this: void,
    idempotencyKey: string,
    where: FindSessionParameters,
    options?: CallOptions,
  ): Promise<GetSessionResponse | undefined>;
}

/** The call about languages. */
export interface LangsCalls {
  /**
   * Reads the languages: `GET /langs`. It takes no argument, so the options may come first.
   * Rejects with an `AnyFaceSignError`.
   */
  retrieve(this: void, args?: CallOptions | null, options?: CallOptions): Promise<LangsResponse>;
}

/** The call about avatars. */
export interface AvatarsCalls {
  /**
   * Reads the avatars: `GET /avatars`. It takes no argument, so the options may come first.
   * Rejects with an `AnyFaceSignError`.
   */
  retrieve(this: void, args?: CallOptions | null, options?: CallOptions): Promise<AvatarsResponse>;
}

/**
 * A client of the FaceSign API. One instance has a pool of connections, a retry budget and the pause after a 429: create
 * one and share it.
 *
 * @example
 * const client = new Client({ auth: process.env.FACESIGN_API_KEY })
 * const { session, clientSecret } = await client.session.create({ metadata: {}, flow })
 */
export declare class Client {
  /** Throws `ConfigurationError` if an option is invalid. Nothing is sent. */
  constructor(options?: ClientOptions);
  /** The calls about sessions. */
  readonly session: SessionClient;
  /** The call about languages. */
  readonly langs: LangsCalls;
  /** The call about avatars. */
  readonly avatars: AvatarsCalls;
  /** Receives webhooks: the functions of `@facesignai/api-native/webhooks`. */
  readonly webhooks: WebhookFunctions;
  /**
   * Calls `listener` for each call of this client that starts (`call`), before each retry (`retry`), and for each call that
   * ends (`result`). A call that was running before is not reported. A listener keeps the caller's `AsyncLocalStorage`; one
   * that throws becomes a process warning, `FACESIGN_LISTENER`. Throws `ConfigurationError` for an unknown event.
   */
  on<E extends keyof ClientEvents>(event: E, listener: (event: ClientEvents[E]) => void): this;
  /** As `on`, for one event only. */
  once<E extends keyof ClientEvents>(event: E, listener: (event: ClientEvents[E]) => void): this;
  /** Removes a listener of `on` or `once`. */
  off<E extends keyof ClientEvents>(event: E, listener: (event: ClientEvents[E]) => void): this;
  /** Sets the log level of this client. Other clients keep theirs. */
  setLogLevel(level: LogLevel): void;
  /**
   * Makes a client with other options: for one tenant, or for a job that may take longer. It costs no more than a
   * constructor. While key and server stay the same, both share the retry budget, the pause after a 429 and `rateLimit`;
   * while the options of connections stay the same, the connections. Throws `ConfigurationError` as the constructor does.
   *
   * @example
   * const patient = client.withOptions({ timeoutMs: 60_000, headers: { 'x-job': 'nightly' } })
   */
  withOptions(changes?: ClientOptionChanges): Client;
  /**
   * Calls an endpoint that this version doesn't know. Headers, errors and retries are those of every call: POST and PATCH
   * send an `Idempotency-Key`. Resolves with the parsed response, or with `undefined` if it has no body. Errors and logs name
   * the operation `request`, never the path. Rejects with an `AnyFaceSignError`: with `ConfigurationError` for a path that could
   * lead elsewhere.
   *
   * @example
   * const { flows } = await client.request<{ flows: Flow[] }>({ method: 'GET', path: '/flows', query: { limit: 10 } })
   */
  request<T = unknown>(request: CustomRequest, options?: RequestCallOptions): Promise<T>;
  /**
   * Closes this client: waits for its running calls, then resolves. After `timeoutMs` milliseconds it aborts those that
   * are left, which reject with `AbortError`; by default it waits for all, and no call takes longer than its
   * `totalTimeoutMs`. Further calls reject with `ConfigurationError` (`param` is `client`). Other clients go on, also those
   * that `withOptions` made of this one. May be called again, for instance with a shorter `timeoutMs`. Rejects with
   * `ConfigurationError` if `timeoutMs` is invalid.
   */
  close(options?: { timeoutMs?: number | undefined }): Promise<void>;
  /** The same as `close()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Every public name as a property of the class, because `module.exports` of the package is the class itself.
 * The class is also there as `Client` and as `default`.
 */
export declare namespace Client {
  export {
    AbortError,
    AbortSignalLike,
    AddressDetailedInfo,
    AlphabetStringResult,
    AlphabetType,
    AnyApiError,
    AnyFaceSignError,
    ApiError,
    ApiErrorResponse,
    ApiErrorType,
    Attempt,
    AuthenticationError,
    Avatar,
    AvatarsCalls,
    AvatarsResponse,
    BackgroundType,
    BarcodeData,
    BarcodeElement,
    BarcodeElementKey,
    BarcodeResult,
    BarcodeType,
    CallEvent,
    CallOptions,
    CallOutcome,
    CallResponse,
    CallTraceContext,
    CityRecord,
    Client,
    Client as default,
    ClientEvents,
    ClientOptionChanges,
    ClientOptions,
    ClientSecret,
    CompareFacesReport,
    ConfigurationError,
    ConflictError,
    ConnectionError,
    ConnectionType,
    ContinentRecord,
    ControlButton,
    ControlsCustomization,
    ConversationNodeReport,
    Country,
    CountryRecord,
    CreateCallOptions,
    CreateClientSecretParameters,
    CreateSessionResponse,
    Criterion,
    CriterionAnalysis,
    CriterionEvaluation,
    Customization,
    CustomRequest,
    createClientSecretEndpoint,
    createSessionEndpoint,
    DataMatchFieldState,
    DataMatchFieldType,
    DataMatchResult,
    DataMatchState,
    DataValidationNodeReport,
    DateResult,
    DeepfakeDetection,
    DeepfakeDetectionStatus,
    DependentInfo,
    DetailedCroppedImageResult,
    Device,
    DocumentClassInfo,
    DocumentImageFile,
    DocumentScanNodeReport,
    DocumentScanReport,
    DocumentType,
    DriverLicenceDetailedInfo,
    Endpoint,
    EnterEmailNodeReport,
    ErrorEnvelopeBody,
    ErrorInstance,
    ErrorReport,
    ErrorResponse,
    ExternalCallNodeReport,
    ExternalCallReport,
    ExtractedData,
    ExtractionField,
    FaceCompareNodeReport,
    FaceCompareReport,
    FaceScanNodeReport,
    FaceScanReport,
    FaceSignError,
    FaceSignErrorFields,
    FaceSignErrorType,
    FaceSignWebhookEvent,
    FieldConditionNodeReport,
    FindSessionParameters,
    FixedCodeErrorFields,
    FlowBasis,
    FlowFinding,
    FlowInput,
    FlowNormalization,
    FlowReport,
    FlowRule,
    FlowRuleId,
    FlowSeverity,
    FSAwaitExternalConfig,
    FSConditionalOutcome,
    FSConditionOperator,
    FSConversationNode,
    FSDataValidationNode,
    FSDocumentScanMode,
    FSDocumentScanNode,
    FSDocumentScanOutcome,
    FSDocumentType,
    FSEndNode,
    FSEnterEmailNode,
    FSEnterEmailOutcome,
    FSExternalCallMethod,
    FSExternalCallNode,
    FSExternalCallVar,
    FSExternalRequest,
    FSFaceCompareNode,
    FSFaceCompareOutcome,
    FSFaceCompareSource,
    FSFaceCompareSourceConfig,
    FSFaceScanNode,
    FSFaceScanOutcome,
    FSFieldConditionNode,
    FSFieldConditionRule,
    FSFieldRef,
    FSLivenessDetectionNode,
    FSLivenessDetectionOutcome,
    FSNode,
    FSNodeBase,
    FSNodeId,
    FSNodeType,
    FSPermissionsNode,
    FSPermissionsOutcome,
    FSRecognitionNode,
    FSRecognitionOutcome,
    FSStartNode,
    FSTwoFactorChannel,
    FSTwoFactorNode,
    FSTwoFactorNodeEmail,
    FSTwoFactorNodeSMS,
    FSTwoFactorOutcome,
    FSValueOperand,
    FSValueSource,
    GetAvatarsResponse,
    GetLangsResponse,
    GetSessionParameters,
    GetSessionResponse,
    GetSessionsParameters,
    GetSessionsResponse,
    getAvatarsEndpoint,
    getLangsEndpoint,
    getSessionEndpoint,
    getSessionsEndpoint,
    HttpMethod,
    ILogLevel,
    Input,
    InternalError,
    KnownCriterion,
    Lang,
    LangsCalls,
    LangsResponse,
    LintFlowOptions,
    LivenessDetectionNodeReport,
    LivenessInconclusiveReason,
    Location,
    LocationRecord,
    Logger,
    LogLevel,
    MaxMindRecord,
    MediaWebhookEventOf,
    Method,
    MrzDocumentType,
    MrzResult,
    Names,
    NodeReport,
    NodeReportBase,
    NonEmptyArray,
    NotFoundError,
    Open,
    OperationName,
    Pem,
    PermissionsNodeReport,
    PermissionsPageCustomization,
    Phrase,
    PostalRecord,
    ProvidedData,
    QueryFields,
    QueryValue,
    RateLimitError,
    RateLimitErrorFields,
    RateLimitOptions,
    RecognitionMode,
    RecognitionModeFilter,
    RecognitionNodeReport,
    RecognitionReport,
    Rectangle,
    Region,
    RegisteredCountryRecord,
    RenderFlowOptions,
    RenderFlowSvgOptions,
    RepresentedCountryRecord,
    RequestCallOptions,
    RequestedData,
    ResponseError,
    ResultEvent,
    RetryEvent,
    RetryOptions,
    ScanImageData,
    ScanningMode,
    ScanningSide,
    ServerError,
    Session,
    SessionCalls,
    SessionClient,
    SessionMedia,
    SessionPager,
    SessionReport,
    SessionReportAIAnalysis,
    SessionReportAIAnalysisSection,
    SessionReportMedia,
    SessionSettings,
    SessionStatus,
    SingleSideScanningResult,
    StopReason,
    StringResult,
    SubdivisionsRecord,
    TimeoutError,
    TraitsRecord,
    TwoFactorEmailNodeReport,
    TwoFactorReport,
    TwoFactorSMSNodeReport,
    TypedErrorFields,
    UrlLike,
    UserType,
    ValidationError,
    VehicleClassInfo,
    VideoAIAnalysis,
    VideoAIAnalysisByCriterion,
    VideoAIAnalysisList,
    VideoAIAnalysisStatus,
    VizResult,
    WaitOptions,
    WebhookEvent,
    WebhookEventOf,
    WebhookEvents,
    WebhookFunctions,
    WebhookMedia,
    WebhookRejection,
    WebhookType,
    WebhookVerificationError,
    WithPlainText,
    WithResponse,
    withResponse,
    Zone,
  };
}
