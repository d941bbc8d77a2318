/**
 * The client: the class, and the three groups of calls that each instance has.
 * Every call takes its argument first and `CallOptions` second. It never throws; it rejects with a `FaceSignFailure`:
 * any call with `AuthenticationError`, `ValidationError`, `ConflictError`, `RateLimitError`, `ServerError`,
 * `ConnectionError`, `TimeoutError`, `AbortError`, `ResponseError`, `ConfigurationError` (a wrong argument or call
 * option; nothing was sent) or `InternalError`, and besides with what is said at the call.
 */

import type {
  AvatarsAnswer,
  ClientSecret,
  CreateClientSecretParameters,
  CreateSessionResponse,
  GetSessionParameters,
  GetSessionResponse,
  GetSessionsParameters,
  GetSessionsResponse,
  LangsAnswer,
  SessionSettings,
} from './api.js';
import type { Input } from './helpers.js';
import * as names from './names.js';
import type { CallOptions, ClientOptions, CreateCallOptions, LogLevel } from './options.js';

/**
 * The calls about sessions. Each is a function that may be taken off the object; declared as methods, so that a test
 * may put one of its own in its place that takes less.
 */
export interface SessionCalls {
  /**
   * Makes a session: `POST /sessions`. All tries of one call carry one
   * `Idempotency-Key`. Names that are no settings are dropped, as in the old SDK. Rejects with a
   * `FaceSignFailure`: with `ValidationError` for settings that the API refuses.
   */
  create(
    this: void,
    args: Input<SessionSettings>,
    options?: CreateCallOptions,
  ): Promise<CreateSessionResponse>;
  /**
   * Reads a session: `GET /sessions/{sessionId}`. Rejects with a `FaceSignFailure`: with `NotFoundError` for an unknown
   * id.
   */
  retrieve(this: void, args: GetSessionParameters, options?: CallOptions): Promise<GetSessionResponse>;
  /**
   * Makes a new client secret: `GET /sessions/{sessionId}/refresh`. It may end earlier ones.
   * Rejects with a `FaceSignFailure`: with `NotFoundError` for an unknown id.
   */
  createClientSecret(
    this: void,
    args: CreateClientSecretParameters,
    options?: CallOptions,
  ): Promise<ClientSecret>;
  /**
   * Reads one page of sessions: `GET /sessions`; 25 unless `limit` says otherwise. Rejects with a `FaceSignFailure`: with
   * `ValidationError` for a filter that the API refuses, with `ConfigurationError` for an invalid `Date`.
   */
  list(this: void, args?: Input<GetSessionsParameters>, options?: CallOptions): Promise<GetSessionsResponse>;
  /** Version of the surface of `@facesignai/api` that is implemented, such as `1.0.47`; not this package's version. */
  apiVersion: string;
}

/** The call about languages. */
export interface LangsCalls {
  /**
   * Reads the languages: `GET /langs`. There is no argument; the first place is kept, as options come second everywhere.
   * Rejects with a `FaceSignFailure`.
   */
  retrieve(this: void, args?: null, options?: CallOptions): Promise<LangsAnswer>;
}

/** The call about avatars. */
export interface AvatarsCalls {
  /**
   * Reads the avatars: `GET /avatars`. There is no argument; the first place is kept, as options come second everywhere.
   * Rejects with a `FaceSignFailure`.
   */
  retrieve(this: void, args?: null, options?: CallOptions): Promise<AvatarsAnswer>;
}

/**
 * Client of the FaceSign API. One instance holds a pool of connections, a retry budget and the pause after a 429: make
 * one and share it.
 *
 * @example
 * const client = new Client({ auth: process.env.FACESIGN_API_KEY })
 * const { session, clientSecret } = await client.session.create({ metadata: {}, flow })
 */
export declare class Client {
  /** Throws `ConfigurationError` when an option is wrong. Nothing is sent. */
  constructor(options?: ClientOptions);
  /** The calls about sessions. */
  readonly session: SessionCalls;
  /** The call about languages. */
  readonly langs: LangsCalls;
  /** The call about avatars. */
  readonly avatars: AvatarsCalls;
  /** Sets what this client logs from now on; other clients keep their level. */
  setLogLevel(level: LogLevel): void;
}

/**
 * Every public name as a property of the class, since `module.exports` of the package is the class itself.
 * The class is there too, as `Client` and as `default`.
 */
export declare namespace Client {
  export { AvatarsCalls, Client, Client as default, LangsCalls, SessionCalls };
  export import AbortError = names.AbortError;
  export import AbortSignalLike = names.AbortSignalLike;
  export import AddressDetailedInfo = names.AddressDetailedInfo;
  export import AlphabetStringResult = names.AlphabetStringResult;
  export import AlphabetType = names.AlphabetType;
  export import ApiError = names.ApiError;
  export import ApiErrorType = names.ApiErrorType;
  export import ApiFailure = names.ApiFailure;
  export import Attempt = names.Attempt;
  export import AuthenticationError = names.AuthenticationError;
  export import Avatar = names.Avatar;
  export import AvatarsAnswer = names.AvatarsAnswer;
  export import BackgroundType = names.BackgroundType;
  export import BarcodeData = names.BarcodeData;
  export import BarcodeElement = names.BarcodeElement;
  export import BarcodeElementKey = names.BarcodeElementKey;
  export import BarcodeResult = names.BarcodeResult;
  export import BarcodeType = names.BarcodeType;
  export import CallOptions = names.CallOptions;
  export import CityRecord = names.CityRecord;
  export import ClientOptions = names.ClientOptions;
  export import ClientSecret = names.ClientSecret;
  export import CompareFacesReport = names.CompareFacesReport;
  export import ConfigurationError = names.ConfigurationError;
  export import ConflictError = names.ConflictError;
  export import ConnectionError = names.ConnectionError;
  export import ConnectionType = names.ConnectionType;
  export import ContinentRecord = names.ContinentRecord;
  export import ControlButton = names.ControlButton;
  export import ControlsCustomization = names.ControlsCustomization;
  export import ConversationNodeReport = names.ConversationNodeReport;
  export import Country = names.Country;
  export import CountryRecord = names.CountryRecord;
  export import CreateCallOptions = names.CreateCallOptions;
  export import createClientSecretEndpoint = names.createClientSecretEndpoint;
  export import CreateClientSecretParameters = names.CreateClientSecretParameters;
  export import createSessionEndpoint = names.createSessionEndpoint;
  export import CreateSessionResponse = names.CreateSessionResponse;
  export import Criterion = names.Criterion;
  export import CriterionAnalysis = names.CriterionAnalysis;
  export import CriterionEvaluation = names.CriterionEvaluation;
  export import Customization = names.Customization;
  export import DataMatchFieldState = names.DataMatchFieldState;
  export import DataMatchFieldType = names.DataMatchFieldType;
  export import DataMatchResult = names.DataMatchResult;
  export import DataMatchState = names.DataMatchState;
  export import DataValidationNodeReport = names.DataValidationNodeReport;
  export import DateResult = names.DateResult;
  export import DeepfakeDetection = names.DeepfakeDetection;
  export import DeepfakeDetectionStatus = names.DeepfakeDetectionStatus;
  export import DependentInfo = names.DependentInfo;
  export import DetailedCroppedImageResult = names.DetailedCroppedImageResult;
  export import Device = names.Device;
  export import DocumentClassInfo = names.DocumentClassInfo;
  export import DocumentImageFile = names.DocumentImageFile;
  export import DocumentScanNodeReport = names.DocumentScanNodeReport;
  export import DocumentScanReport = names.DocumentScanReport;
  export import DocumentType = names.DocumentType;
  export import DriverLicenceDetailedInfo = names.DriverLicenceDetailedInfo;
  export import Endpoint = names.Endpoint;
  export import EnterEmailNodeReport = names.EnterEmailNodeReport;
  export import ErrorEnvelopeBody = names.ErrorEnvelopeBody;
  export import ErrorReport = names.ErrorReport;
  export import ExternalCallNodeReport = names.ExternalCallNodeReport;
  export import ExternalCallReport = names.ExternalCallReport;
  export import ExtractedData = names.ExtractedData;
  export import ExtractionField = names.ExtractionField;
  export import FaceCompareNodeReport = names.FaceCompareNodeReport;
  export import FaceCompareReport = names.FaceCompareReport;
  export import FaceScanNodeReport = names.FaceScanNodeReport;
  export import FaceScanReport = names.FaceScanReport;
  export import FaceSignError = names.FaceSignError;
  export import FaceSignFailure = names.FaceSignFailure;
  export import FailureOutcome = names.FailureOutcome;
  export import FailureType = names.FailureType;
  export import FieldConditionNodeReport = names.FieldConditionNodeReport;
  export import FlowNormalization = names.FlowNormalization;
  export import FSAwaitExternalConfig = names.FSAwaitExternalConfig;
  export import FSConditionalOutcome = names.FSConditionalOutcome;
  export import FSConditionOperator = names.FSConditionOperator;
  export import FSConversationNode = names.FSConversationNode;
  export import FSDataValidationNode = names.FSDataValidationNode;
  export import FSDocumentScanMode = names.FSDocumentScanMode;
  export import FSDocumentScanNode = names.FSDocumentScanNode;
  export import FSDocumentScanOutcome = names.FSDocumentScanOutcome;
  export import FSDocumentType = names.FSDocumentType;
  export import FSEndNode = names.FSEndNode;
  export import FSEnterEmailNode = names.FSEnterEmailNode;
  export import FSEnterEmailOutcome = names.FSEnterEmailOutcome;
  export import FSExternalCallMethod = names.FSExternalCallMethod;
  export import FSExternalCallNode = names.FSExternalCallNode;
  export import FSExternalCallVar = names.FSExternalCallVar;
  export import FSExternalRequest = names.FSExternalRequest;
  export import FSFaceCompareNode = names.FSFaceCompareNode;
  export import FSFaceCompareOutcome = names.FSFaceCompareOutcome;
  export import FSFaceCompareSource = names.FSFaceCompareSource;
  export import FSFaceCompareSourceConfig = names.FSFaceCompareSourceConfig;
  export import FSFaceScanNode = names.FSFaceScanNode;
  export import FSFaceScanOutcome = names.FSFaceScanOutcome;
  export import FSFieldConditionNode = names.FSFieldConditionNode;
  export import FSFieldConditionRule = names.FSFieldConditionRule;
  export import FSFieldRef = names.FSFieldRef;
  export import FSLivenessDetectionNode = names.FSLivenessDetectionNode;
  export import FSLivenessDetectionOutcome = names.FSLivenessDetectionOutcome;
  export import FSNode = names.FSNode;
  export import FSNodeBase = names.FSNodeBase;
  export import FSNodeId = names.FSNodeId;
  export import FSNodeType = names.FSNodeType;
  export import FSPermissionsNode = names.FSPermissionsNode;
  export import FSPermissionsOutcome = names.FSPermissionsOutcome;
  export import FSRecognitionNode = names.FSRecognitionNode;
  export import FSRecognitionOutcome = names.FSRecognitionOutcome;
  export import FSStartNode = names.FSStartNode;
  export import FSTwoFactorChannel = names.FSTwoFactorChannel;
  export import FSTwoFactorNode = names.FSTwoFactorNode;
  export import FSTwoFactorNodeEmail = names.FSTwoFactorNodeEmail;
  export import FSTwoFactorNodeSMS = names.FSTwoFactorNodeSMS;
  export import FSTwoFactorOutcome = names.FSTwoFactorOutcome;
  export import FSValueOperand = names.FSValueOperand;
  export import FSValueSource = names.FSValueSource;
  export import getAvatarsEndpoint = names.getAvatarsEndpoint;
  export import GetAvatarsResponse = names.GetAvatarsResponse;
  export import getLangsEndpoint = names.getLangsEndpoint;
  export import GetLangsResponse = names.GetLangsResponse;
  export import getSessionEndpoint = names.getSessionEndpoint;
  export import GetSessionParameters = names.GetSessionParameters;
  export import GetSessionResponse = names.GetSessionResponse;
  export import getSessionsEndpoint = names.getSessionsEndpoint;
  export import GetSessionsParameters = names.GetSessionsParameters;
  export import GetSessionsResponse = names.GetSessionsResponse;
  export import ILogLevel = names.ILogLevel;
  export import Input = names.Input;
  export import InternalError = names.InternalError;
  export import KnownCriterion = names.KnownCriterion;
  export import Lang = names.Lang;
  export import LangsAnswer = names.LangsAnswer;
  export import LivenessDetectionNodeReport = names.LivenessDetectionNodeReport;
  export import LivenessInconclusiveReason = names.LivenessInconclusiveReason;
  export import Location = names.Location;
  export import LocationRecord = names.LocationRecord;
  export import Logger = names.Logger;
  export import LogLevel = names.LogLevel;
  export import MaxMindRecord = names.MaxMindRecord;
  export import Method = names.Method;
  export import MrzDocumentType = names.MrzDocumentType;
  export import MrzResult = names.MrzResult;
  export import Names = names.Names;
  export import NodeReport = names.NodeReport;
  export import NodeReportBase = names.NodeReportBase;
  export import NonEmptyArray = names.NonEmptyArray;
  export import NotFoundError = names.NotFoundError;
  export import Open = names.Open;
  export import OperationName = names.OperationName;
  export import Pem = names.Pem;
  export import PermissionsNodeReport = names.PermissionsNodeReport;
  export import PermissionsPageCustomization = names.PermissionsPageCustomization;
  export import Phrase = names.Phrase;
  export import PostalRecord = names.PostalRecord;
  export import ProvidedData = names.ProvidedData;
  export import RateLimitError = names.RateLimitError;
  export import RateLimitOptions = names.RateLimitOptions;
  export import RecognitionMode = names.RecognitionMode;
  export import RecognitionModeFilter = names.RecognitionModeFilter;
  export import RecognitionNodeReport = names.RecognitionNodeReport;
  export import RecognitionReport = names.RecognitionReport;
  export import Rectangle = names.Rectangle;
  export import Region = names.Region;
  export import RegisteredCountryRecord = names.RegisteredCountryRecord;
  export import RepresentedCountryRecord = names.RepresentedCountryRecord;
  export import RequestedData = names.RequestedData;
  export import ResponseError = names.ResponseError;
  export import RetryOptions = names.RetryOptions;
  export import ScanImageData = names.ScanImageData;
  export import ScanningMode = names.ScanningMode;
  export import ScanningSide = names.ScanningSide;
  export import ServerError = names.ServerError;
  export import Session = names.Session;
  export import SessionMedia = names.SessionMedia;
  export import SessionReport = names.SessionReport;
  export import SessionReportAIAnalysis = names.SessionReportAIAnalysis;
  export import SessionReportAIAnalysisSection = names.SessionReportAIAnalysisSection;
  export import SessionReportMedia = names.SessionReportMedia;
  export import SessionSettings = names.SessionSettings;
  export import SessionStatus = names.SessionStatus;
  export import SingleSideScanningResult = names.SingleSideScanningResult;
  export import StopReason = names.StopReason;
  export import StringResult = names.StringResult;
  export import SubdivisionsRecord = names.SubdivisionsRecord;
  export import TimeoutError = names.TimeoutError;
  export import TraitsRecord = names.TraitsRecord;
  export import TwoFactorEmailNodeReport = names.TwoFactorEmailNodeReport;
  export import TwoFactorReport = names.TwoFactorReport;
  export import TwoFactorSMSNodeReport = names.TwoFactorSMSNodeReport;
  export import UrlLike = names.UrlLike;
  export import UserType = names.UserType;
  export import ValidationError = names.ValidationError;
  export import VehicleClassInfo = names.VehicleClassInfo;
  export import VideoAIAnalysis = names.VideoAIAnalysis;
  export import VideoAIAnalysisByCriterion = names.VideoAIAnalysisByCriterion;
  export import VideoAIAnalysisList = names.VideoAIAnalysisList;
  export import VideoAIAnalysisStatus = names.VideoAIAnalysisStatus;
  export import VizResult = names.VizResult;
  export import WebhookEvent = names.WebhookEvent;
  export import WebhookMedia = names.WebhookMedia;
  export import WebhookType = names.WebhookType;
  export import WithPlainText = names.WithPlainText;
  export import Zone = names.Zone;
}
