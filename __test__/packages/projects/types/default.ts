import Client, {
  type AnyFaceSignError,
  type ClientOptions,
  FSNodeType,
  NotFoundError,
  type SessionSettings,
} from '@facesignai/api-native';
import { type Sandbox, startSandbox } from '@facesignai/api-native/sandbox';

const options: ClientOptions = {
  auth: process.env.FACESIGN_API_KEY,
  serverUrl: process.env.FACESIGN_SERVER_URL,
};
const settings: SessionSettings = {
  clientReferenceId: 'order-1',
  metadata: {},
  flow: [
    { id: 'in', type: FSNodeType.START, outcome: 'out' },
    { id: 'out', type: FSNodeType.END },
  ],
};

/** How to distinguish the errors of any call, and what the compiler knows then. */
function advice(error: AnyFaceSignError): string | number | undefined {
  switch (error.type) {
    case 'rate_limit_error':
      return error.retryAfterMs;
    case 'not_found_error':
      return error.apiMessage;
    default:
      return error.userMessage;
  }
}

async function main(): Promise<void> {
  const client: Client = new Client(options);
  const { session, clientSecret } = await client.session.create(settings);
  const secret: string = clientSecret.secret;
  const read = await client.session.retrieve({ sessionId: session.id });
  const error: unknown = await client.session
    .retrieve({ sessionId: 'unknown' })
    .catch((error: unknown) => error);
  if (!(error instanceof NotFoundError) || !advice(error) || !secret) throw error;
  const sandbox: Sandbox = await startSandbox();
  await sandbox.close();
  // @ts-expect-error a session has no such field: the types are there, not `any`
  void read.session.nothing;
  console.log(read.session.id);
}

void main();
