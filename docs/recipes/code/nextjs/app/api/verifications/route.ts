import { FaceSignError } from '@facesignai/api-native';
import { facesign } from '../../../lib/facesign';

// The addon needs Node.js; it does not run on the Edge runtime.
export const runtime = 'nodejs';

export async function POST(request: Request) {
  // Take the order from the caller's own login, not from the body as here: if FaceSign honors idempotency keys, a
  // caller who names another user's order gets that user's session.
  const orderId = (await request.json())?.orderId;
  if (typeof orderId !== 'string' || orderId === '')
    return Response.json({ message: 'orderId must be a string.' }, { status: 400 });
  const idempotencyKey = encodeURIComponent(orderId); // headers are Latin-1
  try {
    const { session, clientSecret } = await facesign.session.create(
      {
        clientReferenceId: orderId,
        metadata: {},
        flow: [
          { id: 'start', type: 'start', outcome: 'end' },
          { id: 'end', type: 'end' },
        ],
      },
      { idempotencyKey, signal: request.signal },
    );
    return Response.json({ id: session.id, url: clientSecret.url }, { status: 201 });
  } catch (error) {
    if (!(error instanceof FaceSignError)) throw error;
    console.error(JSON.stringify(error));
    return Response.json({ message: error.userMessage }, { status: 502 });
  }
}
