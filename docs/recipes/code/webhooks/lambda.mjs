import { createWebWebhook } from '@facesignai/api-native/webhooks';
import { on } from './events.mjs';

const receive = createWebWebhook({ on, onError: console.error });

/** For events of a function URL, and of an API Gateway HTTP API. */
export async function handler({ body = '', headers, isBase64Encoded }) {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  const { status } = await receive(
    new Request('https://lambda.invalid/', { method: 'POST', headers, body: bytes }),
  );
  return { statusCode: status };
}
