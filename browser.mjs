// As browser.js, for ES modules. scripts/names.mjs writes the names; __test__/browser.test.mjs compares them with index.mjs.

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
