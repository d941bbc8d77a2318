import { FSNodeType } from '@facesignai/api';
import { facesign, failed } from '../../../lib/facesign';

export async function POST(request: Request) {
  const { userId } = (await request.json()) as { userId: string };
  try {
    const { session, clientSecret } = await facesign.session.create({
      clientReferenceId: userId,
      metadata: { from: 'next' },
      flow: [
        { id: 'start', type: FSNodeType.START, outcome: 'end' },
        { id: 'end', type: FSNodeType.END },
      ],
    });
    return Response.json({ sessionId: session.id, url: clientSecret.url });
  } catch (err) {
    return failed(err);
  }
}
