// The public entry for ES modules: the very objects of index.js. The names are written out, since an ES
// module cannot compute its exports; __test__/exports.test.mjs holds them against those of index.js.

import Client from './index.js';

export default Client;
export const {
  ILogLevel,
  Method,
  SessionStatus,
  createSessionEndpoint,
  getSessionEndpoint,
  getSessionsEndpoint,
  createClientSecretEndpoint,
  getLangsEndpoint,
  getAvatarsEndpoint,
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
} = Client;
export { Client };
