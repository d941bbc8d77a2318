/**
 * Test doubles of all six calls as programs write them, also those that were written for the old SDK: functions put on
 * a client, object literals, and classes with `implements`. __test__/packages has them with Jest and Vitest.
 */

import type {
  AvatarsCalls,
  CallOptions,
  Client,
  ClientSecret,
  CreateSessionResponse,
  GetAvatarsResponse,
  GetLangsResponse,
  GetSessionParameters,
  GetSessionResponse,
  GetSessionsParameters,
  GetSessionsResponse,
  LangsCalls,
  SessionCalls,
  SessionSettings,
} from '../../index.js';

/** What a program takes that makes these calls only. Every client fits. */
interface SixCalls {
  readonly session: SessionCalls;
  readonly langs: LangsCalls;
  readonly avatars: AvatarsCalls;
}

export const fits = (client: Client): SixCalls => client;

interface Responses {
  made: CreateSessionResponse;
  read: GetSessionResponse;
  page: GetSessionsResponse;
  secret: ClientSecret;
}

export function functionsPutOnAClient(double: Client, { made, read, page, secret }: Responses) {
  double.session.create = async (settings: SessionSettings) => ({ ...made, warnings: settings.langs ?? [] });
  double.session.retrieve = async () => read;
  double.session.list = async ({ limit = 25 }: GetSessionsParameters = {}) => ({
    ...page,
    hasMore: limit < page.sessions.length,
  });
  double.session.createClientSecret = async ({ sessionId }) => ({ ...secret, url: sessionId });
  double.session.apiVersion = '1.0.47';
  double.langs.retrieve = async () => ({ langs: [{ id: 'en', title: 'English' }] });
  double.avatars.retrieve = async () => ({ avatars: [] });
}

export const objectLiteral = ({ made, read, page, secret }: Responses): SixCalls => ({
  session: {
    create: async (settings, options) => (options?.idempotencyKey && settings.flow ? made : made),
    retrieve: async ({ sessionId }) => ({ ...read, session: { ...read.session, id: sessionId } }),
    list: () => Promise.resolve(page),
    createClientSecret: async () => secret,
    apiVersion: '1.0.47',
  },
  langs: { retrieve: async () => ({ langs: [] }) },
  avatars: { retrieve: async () => Object.assign([], { avatars: [] }) },
});

export class Sessions implements SessionCalls {
  apiVersion = '1.0.47';
  constructor(private responses: Responses) {}
  async create(_settings: SessionSettings): Promise<CreateSessionResponse> {
    return this.responses.made;
  }
  async retrieve(_parameters: GetSessionParameters, _options?: CallOptions): Promise<GetSessionResponse> {
    return this.responses.read;
  }
  async list(_filters?: GetSessionsParameters): Promise<GetSessionsResponse> {
    return this.responses.page;
  }
  createClientSecret = async (): Promise<ClientSecret> => this.responses.secret;
}

export class Langs implements LangsCalls {
  async retrieve(): Promise<GetLangsResponse> {
    return { langs: [] };
  }
}

export class Avatars implements AvatarsCalls {
  async retrieve(): Promise<GetAvatarsResponse> {
    return { avatars: [] };
  }
}

export class Double implements SixCalls {
  readonly session: Sessions;
  readonly langs = new Langs();
  readonly avatars = new Avatars();
  constructor(responses: Responses) {
    this.session = new Sessions(responses);
  }
}
