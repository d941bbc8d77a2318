// The retry loop of the error page: three attempts, growing delays with a cap, two types never retried.
import Client from '@facesignai/api';

const client = new Client({
  auth: process.env.FACESIGN_API_KEY,
  serverUrl: process.env.FACESIGN_SERVER_URL,
});
const unitMs = Number(process.env.RETRY_UNIT_MS ?? 1000);

async function withRetry<T>(work: () => Promise<T>, attempts = 3): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (err) {
      const { type } = JSON.parse((err as Error).message).error;
      console.log('attempt', attempt, type);
      if (type === 'validation_error' || type === 'authentication_error' || attempt === attempts) throw err;
      await new Promise((done) => setTimeout(done, Math.min(unitMs * 2 ** (attempt - 1), unitMs * 10)));
    }
  }
}

async function main() {
  const { sessions } = await withRetry(() => client.session.list());
  console.log('listed', sessions.length);
  await withRetry(() => client.session.create({ metadata: {}, flow: [] })).catch(() =>
    console.log('given up'),
  );
}

main();
