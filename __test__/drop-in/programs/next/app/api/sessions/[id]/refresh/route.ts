import { facesign, failed } from '../../../../../lib/facesign';

type Context = { params: Promise<{ id: string }> };

export async function POST(_request: Request, { params }: Context) {
  try {
    const { url } = await facesign.session.createClientSecret({ sessionId: (await params).id });
    return Response.json({ url });
  } catch (err) {
    return failed(err);
  }
}
