import { facesign } from '../../../lib/facesign';

export const dynamic = 'force-dynamic';

type Props = { params: Promise<{ id: string }> };

export default async function Page({ params }: Props) {
  const { session } = await facesign.session.retrieve({ sessionId: (await params).id });
  return (
    <main>
      <h1>Session {session.id}</h1>
      <p id="status">{session.status}</p>
    </main>
  );
}
