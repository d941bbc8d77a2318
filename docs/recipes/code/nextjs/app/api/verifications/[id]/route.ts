import { FaceSignError } from '@facesignai/api-native';
import { facesign } from '../../../../lib/facesign';

export const runtime = 'nodejs';

type Context = { params: Promise<{ id: string }> };

export async function GET(request: Request, { params }: Context) {
  const { id } = await params;
  try {
    const { session } = await facesign.session.retrieve({ sessionId: id }, { signal: request.signal });
    return Response.json({ id: session.id, status: session.status });
  } catch (error) {
    if (!(error instanceof FaceSignError)) throw error;
    console.error(JSON.stringify(error));
    const status = error.type === 'not_found_error' ? 404 : 502;
    return Response.json({ message: error.userMessage }, { status });
  }
}
