import { facesign, failed } from '../../../../lib/facesign';

type Context = { params: Promise<{ id: string }> };

export async function GET(_request: Request, { params }: Context) {
  try {
    const { session } = await facesign.session.retrieve({ sessionId: (await params).id });
    return Response.json({ status: session.status, for: session.settings.clientReferenceId });
  } catch (err) {
    return failed(err);
  }
}
