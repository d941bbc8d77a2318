// Installs the root and the package of one target in an empty project and runs them against the sandbox, as ES module and as
// CommonJS, over plain HTTP and over TLS: node scripts/smoke.mjs <folder of tarballs> <rust target>. The release runs it on
// every system before it publishes. It needs only Node.js and npm, and no registry.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loopbackCertificate } from './certificate.mjs';
import { PLATFORMS, platformPackage, rootManifest } from './manifests.mjs';

const PROGRAM = `
async function main(Client, NotFoundError, startSandbox) {
  await use(Client, NotFoundError, await startSandbox(), {});
  const tls = { cert: process.env.SMOKE_CERT, key: process.env.SMOKE_KEY };
  await use(Client, NotFoundError, await startSandbox({ tls }), { ca: tls.cert });
  await rejectsUnknownAuthority(Client, await startSandbox({ tls }));
}
async function use(Client, NotFoundError, sandbox, trust) {
  const client = new Client({ auth: sandbox.keys[0], serverUrl: sandbox.url, proxy: false, ...trust });
  const flow = [{ id: 'in', type: 'start', outcome: 'out' }, { id: 'out', type: 'end' }];
  const { session } = await client.session.create({ clientReferenceId: 'smoke', metadata: {}, flow });
  const { session: read } = await client.session.retrieve({ sessionId: session.id });
  if (read.status !== 'created') throw new Error('the session is ' + read.status);
  const error = await client.session.retrieve({ sessionId: 'unknown' }).catch((err) => err);
  if (!(error instanceof NotFoundError)) throw error;
  await sandbox.close();
}
async function rejectsUnknownAuthority(Client, sandbox) {
  const client = new Client({ auth: sandbox.keys[0], serverUrl: sandbox.url, proxy: false, maxRetries: 0 });
  const error = await client.langs.retrieve().catch((err) => err);
  if (error.type !== 'connection_error') throw new Error('an unknown authority was trusted', { cause: error });
  await sandbox.close();
}
`;
const PROGRAMS = {
  'smoke.mjs': `import Client, { NotFoundError } from '@facesignai/api-native';
import { startSandbox } from '@facesignai/api-native/sandbox';
${PROGRAM}await main(Client, NotFoundError, startSandbox);\n`,
  'smoke.cjs': `const { Client, NotFoundError } = require('@facesignai/api-native');
const { startSandbox } = require('@facesignai/api-native/sandbox');
${PROGRAM}main(Client, NotFoundError, startSandbox);\n`,
};

const [folder, target] = process.argv.slice(2);
const platform = PLATFORMS.find((one) => one.target === target);
if (!platform)
  throw new Error(`unknown target ${target}. Use: node scripts/smoke.mjs <folder> <one of napi.targets>`);
const { name: root, version } = rootManifest();
const project = mkdtempSync(join(tmpdir(), 'facesign-smoke-'));
try {
  const { cert, key } = loopbackCertificate();
  const env = { ...process.env, SMOKE_CERT: cert, SMOKE_KEY: key };
  install([root, platformPackage(platform)].map(tarball));
  for (const [name, program] of Object.entries(PROGRAMS)) {
    writeFileSync(join(project, name), program);
    execFileSync(process.execPath, [name], { cwd: project, stdio: 'inherit', env });
    console.log(`${name} works on ${process.platform} ${process.arch}, Node ${process.version}`);
  }
} finally {
  rmSync(project, { recursive: true });
}

/** npm's name for the tarball. */
function tarball(name) {
  return resolve(folder, `${name.slice(1).replace('/', '-')}-${version}.tgz`);
}

/** Installs this machine's platform package and omits the others, which aren't published yet. */
function install(files) {
  writeFileSync(join(project, 'package.json'), '{ "private": true }');
  const args = ['install', '--offline', '--omit=optional', '--no-audit', '--no-fund', ...files];
  // On Windows npm is a script, which only a shell can start.
  execFileSync('npm', args, { cwd: project, stdio: 'inherit', shell: process.platform === 'win32' });
}
