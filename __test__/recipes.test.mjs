// The recipes of docs/recipes: what they show is their files, and those that need no framework do what they say.
// Those with dependencies are installed and run by the checks of __test__/packages, by the recipe.json beside them.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { startSandbox } from '../sandbox/index.mjs';
import { authority, certificate } from './support/certificates.mjs';
import { blocksOf, brokenLinks, read, root } from './support/snippets.mjs';

const FOLDER = 'docs/recipes';
const files = readdirSync(root + FOLDER).filter((name) => name.endsWith('.md'));
const pages = files.map((name) => `${FOLDER}/${name}`);

describe('each page', () => {
  for (const page of pages) {
    test(`${page} shows nothing but its files, as they are`, () => {
      for (const { name, code, shows } of blocksOf(page)) {
        assert.ok(shows, `${name} shows no file: put the code below ${FOLDER}/code`);
        assert.equal(code, read(shows), `${name} is not ${shows}`);
      }
    });

    test(`${page} has no broken link`, () => assert.deepEqual(brokenLinks(page), []));
  }

  test('is in the list of README.md', () => {
    const linked = [...read(`${FOLDER}/README.md`).matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, link]) => link);
    assert.deepEqual([...linked, 'README.md'].sort(), files.sort());
  });
});

describe('each recipe.json', () => {
  for (const name of ['nextjs', 'express', 'fastify', 'nestjs']) {
    test(`of ${name} says what to install, how to start and where to ask`, () => {
      const { dependencies, start, check } = JSON.parse(read(`${FOLDER}/code/${name}/recipe.json`));
      assert.ok(Object.keys(dependencies).length > 0);
      assert.match(start, /\bnode |\bnext start /);
      assert.match(check.path, /^\/(api\/)?verifications$/);
    });
  }
});

describe('the handler for AWS Lambda', () => {
  let sandbox;
  let handler;
  before(async () => {
    sandbox = await startSandbox();
    // The handler reads them when it is loaded, as in Lambda.
    Object.assign(process.env, { FACESIGN_API_KEY: sandbox.keys[0], FACESIGN_SERVER_URL: sandbox.url });
    ({ handler } = await import('../docs/recipes/code/aws-lambda/handler.mjs'));
  });
  after(() => sandbox.close());

  const event = { body: JSON.stringify({ orderId: 'order-1' }) };
  const context = (ms) => ({ getRemainingTimeInMillis: () => ms });

  test('answers with the address of the session', async () => {
    const { statusCode, body } = await handler(event, context(30_000));
    assert.equal(statusCode, 201);
    assert.match(JSON.parse(body).url, /^https:\/\/session\.facesign\.ai/);
  });

  test('answers before the function would be ended, with words fit for a user, and logs the rest', async (t) => {
    const log = t.mock.method(console, 'error', () => {});
    sandbox.fail({ stall: 'headers' });
    const { statusCode, body } = await handler(event, context(600));
    assert.equal(statusCode, 502);
    assert.match(JSON.parse(body).message, /^[A-Z].*\.$/);
    assert.equal(JSON.parse(log.mock.calls[0].arguments[0]).type, 'timeout_error');
  });
});

describe('behind a proxy, with an authority of its own', () => {
  const issuer = authority();
  const { cert, key } = certificate(issuer);
  let sandbox;
  let proxy;
  before(async () => {
    sandbox = await startSandbox({ tls: { cert, key } });
    proxy = await startProxy();
  });
  after(() => Promise.all([sandbox.close(), proxy.close()]));

  for (const [program, env] of [
    ['environment.mjs', () => ({ HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: issuer.certFile })],
    ['options.mjs', () => ({ CORPORATE_PROXY: proxy.url, CORPORATE_CA: issuer.certFile })],
  ]) {
    test(`${program} reaches the server through it`, async () => {
      proxy.targets.length = 0;
      const { status, stdout, stderr } = await run(`proxy-and-ca/${program}`, env());
      assert.deepEqual([status, stderr], [0, '']);
      assert.match(stdout, /^reached: \d+ languages\n$/);
      assert.deepEqual(proxy.targets, [new URL(sandbox.url).host]);
    });
  }

  async function run(program, env) {
    const given = { FACESIGN_API_KEY: sandbox.keys[0], FACESIGN_SERVER_URL: sandbox.url, ...env };
    const child = spawn(process.execPath, [`${root}${FOLDER}/code/${program}`], {
      env: { PATH: process.env.PATH, ...given },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise((done) => child.once('close', done));
    const [status, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    return { status, stdout, stderr };
  }
});

describe('each Dockerfile', () => {
  const folder = `${FOLDER}/code/docker`;
  const dockerfiles = readdirSync(root + folder).filter((name) => name.endsWith('.Dockerfile'));
  const muslOrGlibc = (image) => (image.includes('alpine') ? 'musl' : 'glibc');

  for (const name of dockerfiles) {
    const lines = read(`${folder}/${name}`).split('\n');
    const images = lines.flatMap((line) => /^FROM (\S+)/.exec(line)?.[1] ?? []);

    test(`${name} installs inside the image, and keeps optional dependencies`, () => {
      assert.ok(lines.includes('RUN npm ci --omit=dev'));
    });

    test(`${name} runs on the C library that it was installed for`, () => {
      assert.equal(new Set(images.map(muslOrGlibc)).size, 1, images.join());
    });
  }

  test('is one for Debian, one for Alpine and one for distroless', () => {
    assert.deepEqual(dockerfiles, ['alpine.Dockerfile', 'debian.Dockerfile', 'distroless.Dockerfile']);
    assert.ok(existsSync(`${root}${folder}/dockerignore`));
  });
});

/** A proxy that opens tunnels and keeps where they lead. */
async function startProxy() {
  const targets = [];
  const sockets = new Set();
  const server = http.createServer();
  server.on('connect', (request, socket, head) => {
    targets.push(request.url);
    const [host, port] = request.url.split(':');
    const upstream = net.connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    for (const one of [socket, upstream]) sockets.add(one.on('error', () => {}));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    targets,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
