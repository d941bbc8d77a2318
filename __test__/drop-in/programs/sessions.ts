// Makes sessions, reads one back and pages through all of them.
import Client, { FSNodeType, type Session, type SessionSettings, SessionStatus } from '@facesignai/api';

const client = new Client({
  auth: process.env.FACESIGN_API_KEY,
  serverUrl: process.env.FACESIGN_SERVER_URL,
  timeoutMs: 10000,
});

const settingsOf = (clientReferenceId: string): SessionSettings => ({
  clientReferenceId,
  metadata: { source: 'web-app', tags: ['a', 'b'] },
  providedData: { name: 'Ada Lovelace', age: 36 },
  langs: ['en', 'de'],
  defaultLang: 'en',
  zone: 'eu',
  flow: [
    { id: 'start', type: FSNodeType.START, outcome: 'end' },
    { id: 'end', type: FSNodeType.END },
  ],
});

async function everySession(): Promise<Session[]> {
  const sessions: Session[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.session.list({ limit: 2, cursor, sortBy: 'createdAt', sortOrder: 'asc' });
    sessions.push(...page.sessions);
    cursor = page.hasMore ? page.nextCursor : undefined;
  } while (cursor);
  return sessions;
}

async function main() {
  const created = await Promise.all(
    ['user-1', 'user-2', 'user-3'].map((id) => client.session.create(settingsOf(id))),
  );
  const { session, clientSecret } = await client.session.retrieve({ sessionId: created[0].session.id });
  console.log(session.settings.clientReferenceId, session.status === SessionStatus.Created);
  console.log(
    'opens with its secret',
    new URL(clientSecret.url).searchParams.get('cs') === clientSecret.secret,
  );

  const all = await everySession();
  console.log(
    'in all',
    all.length,
    all
      .map((one) => one.settings.clientReferenceId)
      .sort()
      .join(),
  );

  const { totalCount, hasMore } = await client.session.list({
    status: [SessionStatus.Created, SessionStatus.Complete],
    includeTotal: true,
  });
  console.log('total', totalCount, hasMore);
}

main();
