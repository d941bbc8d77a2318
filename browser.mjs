// As browser.js, for ES modules. __test__/browser.test.mjs compares the names with those of index.mjs.

import Client from './browser.js';

export default Client;
export const {
  ILogLevel,
  Method,
  SessionStatus,
  FSNodeType,
  FSValueSource,
  FSConditionOperator,
  FSLivenessDetectionOutcome,
  FSEnterEmailOutcome,
  FSRecognitionOutcome,
  FSDocumentScanOutcome,
  FSFaceScanOutcome,
  FSTwoFactorChannel,
  FSTwoFactorOutcome,
  FSPermissionsOutcome,
  FSFaceCompareSource,
  FSFaceCompareOutcome,
  BackgroundType,
  WebhookType,
  CriterionEvaluation,
  FaceSignError,
  ApiError,
  AuthenticationError,
  ValidationError,
  ConflictError,
  NotFoundError,
  RateLimitError,
  ServerError,
  ConnectionError,
  TimeoutError,
  AbortError,
  ResponseError,
  ConfigurationError,
  InternalError,
  WebhookVerificationError,
  withResponse,
} = Client;
export { Client };
