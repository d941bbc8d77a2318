// Doubles of all six calls, as tests of programs that use the client write them.
import type {
  AvatarsCalls,
  ClientSecret,
  CreateSessionResponse,
  GetSessionResponse,
  GetSessionsParameters,
  GetSessionsResponse,
  LangsCalls,
  SessionCalls,
  SessionSettings,
} from '@facesignai/api-native';

declare const made: CreateSessionResponse;
declare const found: GetSessionResponse;
declare const page: GetSessionsResponse;
declare const secret: ClientSecret;

export const client: { session: SessionCalls; langs: LangsCalls; avatars: AvatarsCalls } = {
  session: {
    create: jest.fn(async (settings: SessionSettings) => ({ ...made, warnings: settings.langs ?? [] })),
    retrieve: jest.fn(async ({ sessionId }: { sessionId: string }) => (sessionId ? found : found)),
    list: jest.fn(async (_filters?: GetSessionsParameters) => page),
    createClientSecret: jest.fn(async () => secret),
    apiVersion: '1.0.47',
  },
  langs: { retrieve: jest.fn(async () => ({ langs: [{ id: 'en', title: 'English' }] })) },
  avatars: { retrieve: jest.fn(async () => ({ avatars: [] })) },
};

const { session, langs, avatars } = jest.mocked(client);
session.create.mockResolvedValue(made);
session.create.mockImplementation(async (_settings, _options) => made);
session.retrieve.mockRejectedValue(new Error('no such session'));
session.list.mockResolvedValueOnce(page);
session.createClientSecret.mockResolvedValue(secret);
langs.retrieve.mockResolvedValue({ langs: [] });
avatars.retrieve.mockResolvedValue({ avatars: [] });
jest.spyOn(client.session, 'create').mockResolvedValue(made);
