/**
 * Programs as the documentation of the old SDK shows them: they must compile without a changed line (docs/api-contract.md#the-old-client, #api-errors).
 */

import Client, {
  type ClientSecret,
  type CreateSessionResponse,
  FSConditionOperator,
  FSNodeType,
  FSValueSource,
  type GetSessionResponse,
  type GetSessionsResponse,
  ILogLevel,
  type LangsResponse,
  type Session,
  type SessionSettings,
  SessionStatus,
} from '../../index.js';
import { expectType } from './expect.js';

const client = new Client({
  auth: process.env.FACESIGN_API_KEY,
  logLevel: ILogLevel.DEBUG,
  timeoutMs: 10_000,
  serverUrl: 'https://api.facesign.ai',
});

export async function createASession() {
  const { session, clientSecret } = await client.session.create({
    clientReferenceId: 'user-123',
    metadata: { source: 'web-app' },
    flow: [
      { id: 'start', type: FSNodeType.START, outcome: 'end' },
      { id: 'end', type: FSNodeType.END },
    ],
  });
  expectType<Session>()(session);
  expectType<ClientSecret>()(clientSecret);
  expectType<CreateSessionResponse>()(await client.session.create({ metadata: {}, flow: [] }));
}

export async function createFromSettingsBuiltBefore(settings: SessionSettings) {
  const { warnings } = await client.session.create(settings);
  expectType<string[] | undefined>()(warnings);
}

export async function createWithPlainTextInPlaceOfEnumMembers() {
  await client.session.create({
    metadata: {},
    customization: { permissionsPage: { backgroundType: 'COLOR' } },
    flow: [
      { id: 'start', type: 'start', outcome: 'adult' },
      {
        id: 'adult',
        type: 'field_condition',
        rules: [
          {
            left: { source: 'providedData', field: 'age' },
            operator: 'gte',
            right: { type: 'literal', value: 18 },
            outcome: 'end',
          },
          {
            left: { source: FSValueSource.EXTRACTED_DATA, field: 'age' },
            operator: FSConditionOperator.EXISTS,
            outcome: 'end',
          },
        ],
        default: 'end',
      },
      { id: 'end', type: 'end' },
    ],
  });
}

export async function readASession(sessionId: string) {
  const { session } = await client.session.retrieve({ sessionId });
  if (session.status === SessionStatus.Complete) return session.report?.nodeReports;
  if (session.status === 'incomplete') return undefined;
  return labelOf(session.status);
}

/** An exhaustive `switch` over a received enum, handed on to a function that is typed with it. */
function labelOf(status: SessionStatus): string {
  switch (status) {
    case SessionStatus.Created:
      return 'new';
    case SessionStatus.InProgress:
      return 'running';
    case SessionStatus.Incomplete:
      return 'left';
    case SessionStatus.Complete:
      return 'done';
  }
}

export async function listSessions() {
  expectType<GetSessionsResponse>()(await client.session.list());
  await client.session.list({});
  await client.session.list({
    limit: 25,
    cursor: 'c',
    flowId: 'f',
    clientReferenceId: 'user-123',
    status: [SessionStatus.Complete, 'incomplete'],
    fromDate: 1_735_689_600_000,
    toDate: 1_767_225_600_000,
    sortBy: 'finishedAt',
    sortOrder: 'asc',
    search: 'ada',
    includeTotal: true,
  });
  await client.session.list({ status: SessionStatus.Created }, { signal: AbortSignal.timeout(500) });
  // @ts-expect-error no such order
  await client.session.list({ sortBy: 'name' });
  // @ts-expect-error `asc` or `desc`
  await client.session.list({ sortOrder: 'up' });
  // @ts-expect-error no such state
  await client.session.list({ status: 'requiresInput' });
  // @ts-expect-error no such parameter
  await client.session.list({ page: 2 });
}

export async function pageThroughAllSessions() {
  let cursor: string | undefined;
  do {
    const page = await client.session.list({ cursor });
    cursor = page.hasMore ? page.nextCursor : undefined;
  } while (cursor);
}

export async function refreshASecret(sessionId: string) {
  expectType<ClientSecret>()(await client.session.createClientSecret({ sessionId }));
  expectType<string>()(client.session.apiVersion);
}

export async function handleAnErrorAsTheDocumentationDoes() {
  try {
    await client.session.retrieve({ sessionId: 'x' });
  } catch (err) {
    const { type, message, code } = JSON.parse((err as Error).message).error;
    console.error(type, message, code);
  }
}

export async function languagesAndAvatarsAsObjectsAndAsArrays() {
  const langs = await client.langs.retrieve();
  langs.langs.map((lang) => lang.title);
  if (Array.isArray(langs)) langs.map((lang) => expectType<string>()(lang.title));
  const { avatars } = await client.avatars.retrieve();
  avatars.filter((avatar) => avatar.gender === 'female');
  for (const avatar of avatars) expectType<string>()(avatar.imageUrl);
  await client.avatars.retrieve(null, { maxRetries: 0 });
  await client.langs.retrieve({ timeoutMs: 500 });
}

export async function callsTakenOffTheClient() {
  const { create, retrieve } = client.session;
  const { session } = await create({ metadata: {}, flow: [] });
  await retrieve({ sessionId: session.id });
  // @ts-expect-error an argument is needed
  await retrieve();
  // @ts-expect-error the name is `sessionId`
  await retrieve({ id: session.id });
}

export async function metadataAndFlowAreRequired() {
  // @ts-expect-error metadata is missing
  await client.session.create({ flow: [] });
  // @ts-expect-error flow is missing
  await client.session.create({ metadata: {} });
  // @ts-expect-error no such setting
  await client.session.create({ metadata: {}, flow: [], modules: [] });
  // @ts-expect-error zones are `us` and `eu`
  await client.session.create({ metadata: {}, flow: [], zone: 'es' });
}

export async function functionsTakenOffTheClient(ids: { sessionId: string }[], flows: SessionSettings[]) {
  const { retrieve, createClientSecret, create } = client.session;
  expectType<GetSessionResponse[]>()(await Promise.all(ids.map((id) => retrieve(id))));
  expectType<ClientSecret[]>()(await Promise.all(ids.map((id) => createClientSecret(id))));
  expectType<CreateSessionResponse[]>()(await Promise.all(flows.map((flow) => create(flow))));
  // @ts-expect-error `map` would hand over the index as the options
  await Promise.all(ids.map(client.session.retrieve));
  expectType<LangsResponse>()(await Promise.resolve().then(() => client.langs.retrieve()));
}

client.langs.retrieve({ timeoutMs: 1 });
