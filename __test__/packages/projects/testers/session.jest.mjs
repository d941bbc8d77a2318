// Jest, ES modules.
import Client, { FaceSignError, NotFoundError } from '@facesignai/api-native';
import { startSandbox } from '@facesignai/api-native/sandbox';

let sandbox;
let client;
beforeAll(async () => {
  sandbox = await startSandbox();
  client = new Client({ auth: sandbox.keys[0], serverUrl: sandbox.url, maxRetries: 0 });
});
afterAll(() => sandbox.close());

test('a session is made and read', async () => {
  const { session } = await client.session.create({
    clientReferenceId: 'order-1',
    metadata: {},
    flow: [
      { id: 'in', type: 'start', outcome: 'out' },
      { id: 'out', type: 'end' },
    ],
  });
  const read = await client.session.retrieve({ sessionId: session.id });
  expect(read.session).toEqual(session);
});

test('an error has its class, in the realm of the test too', async () => {
  const error = await client.session.retrieve({ sessionId: 'unknown' }).catch((err) => err);
  expect(error).toBeInstanceOf(NotFoundError);
  expect(error).toBeInstanceOf(FaceSignError);
  expect(error).toBeInstanceOf(Error);
  await expect(client.session.retrieve({ sessionId: 'unknown' })).rejects.toThrow(NotFoundError);
  const double = async () => Promise.reject(new NotFoundError('gone'));
  await expect(double()).rejects.toThrow(NotFoundError);
});

test('a signal of the test ends a call', async () => {
  sandbox.fail({ stall: 'headers' });
  const controller = new AbortController();
  const call = client.langs.retrieve({}, { signal: controller.signal });
  controller.abort();
  await expect(call).rejects.toMatchObject({ name: 'AbortError' });
});
