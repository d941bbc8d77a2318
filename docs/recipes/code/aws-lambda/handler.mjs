import Client, { FaceSignError } from '@facesignai/api-native';

// Outside of the handler: a warm function finds its connections open.
const facesign = new Client({ serverUrl: process.env.FACESIGN_SERVER_URL });

const flow = [
  { id: 'start', type: 'start', outcome: 'end' },
  { id: 'end', type: 'end' },
];

// Time that the function keeps for its own answer.
const RESERVE_MS = 500;

export async function handler(event, context) {
  // Take the order from the caller's own login, not from the body as here: where FaceSign honours idempotency keys,
  // whoever names another user's order is given that user's session.
  const { orderId } = JSON.parse(event.body);
  const idempotencyKey = orderId && encodeURIComponent(orderId); // headers are Latin-1
  // Tries and waits end before Lambda ends the function, so that the caller gets an answer.
  const totalTimeoutMs = context.getRemainingTimeInMillis() - RESERVE_MS;
  try {
    const { session, clientSecret } = await facesign.session.create(
      { clientReferenceId: orderId, metadata: {}, flow },
      { idempotencyKey, totalTimeoutMs },
    );
    return answer(201, { id: session.id, url: clientSecret.url });
  } catch (error) {
    if (!(error instanceof FaceSignError)) throw error;
    console.error(JSON.stringify(error));
    return answer(502, { message: error.userMessage });
  }
}

function answer(statusCode, body) {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
