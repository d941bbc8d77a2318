import Client, { FaceSignError } from '@facesignai/api-native';

// Outside of the handler: a warm function reuses its connections.
const facesign = new Client({ serverUrl: process.env.FACESIGN_SERVER_URL });

const flow = [
  { id: 'start', type: 'start', outcome: 'end' },
  { id: 'end', type: 'end' },
];

// Time that the function keeps for its own response.
const RESERVE_MS = 500;

export async function handler(event, context) {
  // Take the order from the caller's own login, not from the body as here: if FaceSign honors idempotency keys, a
  // caller who names another user's order gets that user's session.
  const orderId = orderOf(event);
  if (!orderId) return respond(400, { message: 'orderId must be a string.' });
  const idempotencyKey = encodeURIComponent(orderId); // headers are Latin-1
  // The call ends before Lambda ends the function, so that the caller gets a response.
  const totalTimeoutMs = Math.max(1, context.getRemainingTimeInMillis() - RESERVE_MS);
  try {
    const { session, clientSecret } = await facesign.session.create(
      { clientReferenceId: orderId, metadata: {}, flow },
      { idempotencyKey, totalTimeoutMs },
    );
    return respond(201, { id: session.id, url: clientSecret.url });
  } catch (error) {
    if (!(error instanceof FaceSignError)) throw error;
    console.error(JSON.stringify(error));
    return respond(502, { message: error.userMessage });
  }
}

function orderOf({ body, isBase64Encoded }) {
  try {
    const { orderId } = JSON.parse(isBase64Encoded ? Buffer.from(body, 'base64').toString() : body);
    return typeof orderId === 'string' ? orderId : undefined;
  } catch {
    return undefined;
  }
}

function respond(statusCode, body) {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
