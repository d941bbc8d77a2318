import * as Sentry from '@sentry/node';

// The fields of an error become the context that is named after its class.
Sentry.init({ dsn: process.env.SENTRY_DSN, integrations: [Sentry.extraErrorDataIntegration()] });
