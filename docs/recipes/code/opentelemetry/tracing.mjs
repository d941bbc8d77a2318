// Loaded first: node --import ./tracing.mjs server.mjs
import { instrument } from '@facesignai/api-native/opentelemetry';
import { NodeSDK } from '@opentelemetry/sdk-node';

// Exports to OTEL_EXPORTER_OTLP_ENDPOINT, as the SDK's environment variables say.
const sdk = new NodeSDK({ serviceName: 'verifications' });
sdk.start();
instrument();

process.once('SIGTERM', () => sdk.shutdown());
