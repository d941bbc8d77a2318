// Stands in for Next.js: calls the route handlers as its router does, one after another.

import { POST as refresh } from './app/api/sessions/[id]/refresh/route';
import { GET as read } from './app/api/sessions/[id]/route';
import { POST as create } from './app/api/sessions/route';

const at = 'http://localhost:3000/api/sessions';
const context = (id: string) => ({ params: Promise.resolve({ id }) });

async function main() {
  const body = JSON.stringify({ userId: 'user-9' });
  const made = (await (await create(new Request(at, { method: 'POST', body }))).json()) as {
    sessionId: string;
    url: string;
  };
  const { sessionId } = made;
  console.log('read', JSON.stringify(await (await read(new Request(at), context(sessionId))).json()));
  const fresh = (await (await refresh(new Request(at), context(sessionId))).json()) as { url: string };
  console.log('refreshed', fresh.url !== made.url);
  console.log('unknown', (await read(new Request(at), context('unknown'))).status);
}

main();
