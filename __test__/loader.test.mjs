// The loader: which build it loads, and the error of a machine without one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { fakePackage, fakePlatform, node, PACKAGE } from './support/fake-package.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LOAD = ['-e', "console.log(require('./lib/binding.js').from)"];
/** As if the process ran on that machine. */
const PRETEND = {
  'linux x64': `for (const [name, value] of [['platform', 'linux'], ['arch', 'x64']])
    Object.defineProperty(process, name, { value });`,
  'freebsd x64': "Object.defineProperty(process, 'platform', { value: 'freebsd' });",
  glibc: "process.report.getReport = () => ({ header: { glibcVersionRuntime: '2.36' } });",
  musl: 'process.report.getReport = () => ({ header: {} });',
  "musl's loader is there": `const { existsSync } = require('node:fs');
    require('node:fs').existsSync = (path) => path === '/lib/ld-musl-x86_64.so.1' || existsSync(path);`,
  "musl's loader is not there": `const { existsSync } = require('node:fs');
    require('node:fs').existsSync = (path) => !path.includes('/ld-musl-') && existsSync(path);`,
  'Plug and Play': "process.versions.pnp = '3';",
  'without a report': "process.report.getReport = () => { throw new Error('a report was made'); };",
  'without processes': `for (const name of ['spawnSync', 'execSync', 'execFileSync', 'spawn', 'exec', 'execFile'])
    require('node:child_process')[name] = () => { throw new Error('a process was started'); };`,
};

/** Loads the addon in a fake package as on these machines. @param {string[]} machine */
function load(t, files, machine = ['linux x64', 'glibc'], options = []) {
  const pretend = machine.map((name) => PRETEND[name]).join('\n');
  const folder = fakePackage(t, { ...files, 'pretend.js': pretend });
  return node(folder, [...options, '-r', './pretend.js', ...LOAD]);
}

/** An addon that exports where it comes from. */
const addon = (from, version = PACKAGE.version) =>
  `module.exports = { from: '${from}', addonVersion: () => '${version}' };`;

test('the platform package is loaded', (t) => {
  assert.equal(load(t, fakePlatform('linux-x64-gnu', addon('gnu'))).stdout, 'gnu\n');
});

/** Both builds for one machine, as Yarn 1 installs them. */
const both = (gnu = addon('gnu'), musl = addon('musl')) => ({
  ...fakePlatform('linux-x64-gnu', gnu),
  ...fakePlatform('linux-x64-musl', musl),
});
const FOREIGN = "throw new Error('cannot open shared object file')";

/** Of two builds, the one that is loaded by the loaders that the system has. */
const CHOICES = {
  'that of glibc where musl is not there': { files: both(), libc: "musl's loader is not there", from: 'gnu' },
  'that of musl where musl is there': { files: both(), libc: "musl's loader is there", from: 'musl' },
  'that of glibc where musl is there beside the glibc of the process': {
    files: both(addon('gnu'), FOREIGN),
    libc: "musl's loader is there",
    from: 'gnu',
  },
  'that of musl where its loader is not to be seen and that of glibc does not load': {
    files: both(FOREIGN),
    libc: "musl's loader is not there",
    from: 'musl',
  },
};

for (const [choice, { files, libc, from }] of Object.entries(CHOICES)) {
  test(`of two builds for this machine ${choice} is loaded`, (t) => {
    const { stdout, stderr } = load(t, files, ['linux x64', libc]);
    assert.equal(stdout, `${from}\n`, stderr);
  });
}

test('loading starts no process and makes no report', () => {
  const program = `${PRETEND['without a report']}\n${PRETEND['without processes']}\nconsole.log(typeof require('./index.js'))`;
  assert.equal(node(ROOT, ['-e', program]).stdout, 'function\n');
});

const BY_NPM = { '.package-lock.json': '' };
const INSTALL = 'npm install --no-save';
/** Code that fails as an addon does. @param {string} message @param {string} code */
const throwing = (message, code) =>
  `throw Object.assign(new Error(${JSON.stringify(message)}), { code: '${code}' });`;
/** An addon for this machine that can't be loaded. */
const failing = (message, code = 'ERR_DLOPEN_FAILED') =>
  fakePlatform('linux-x64-gnu', throwing(message, code));

/** As published, next to a manifest of another package. */
const BAKED = {
  'lib/package.js': `module.exports = ${JSON.stringify({ name: PACKAGE.name, version: PACKAGE.version, napi: PACKAGE.napi })};`,
};

/** What the message has to say, and what it must not advise. */
const FAILURES = {
  'no platform package is there': {
    files: BY_NPM,
    says: [
      'This machine: linux x64, glibc 2.36, Node.js v',
      `${PACKAGE.name}-linux-x64-gnu: not installed`,
      'Optional dependencies were omitted',
      `Fix: npm install --no-save --include=optional ${PACKAGE.name}-linux-x64-gnu@${PACKAGE.version}`,
    ],
  },
  'the package of another system is there': {
    files: fakePlatform('darwin-arm64'),
    says: ['node_modules was installed for another system (darwin arm64)', 'Docker'],
  },
  'the package of the other libc is there': {
    files: fakePlatform('linux-x64-gnu', "throw new Error('libc.so.6: cannot open shared object file')"),
    machine: ['linux x64', 'musl'],
    says: [
      'This machine: linux x64, musl, Node.js',
      `${PACKAGE.name}-linux-x64-gnu: libc.so.6: cannot open shared object file`,
      'installed for another system (linux x64 (glibc))',
      `${PACKAGE.name}-linux-x64-musl@${PACKAGE.version}`,
    ],
  },
  'the addon is of another version': {
    files: fakePlatform('linux-x64-gnu', addon('gnu', '0.0.9')),
    says: [
      `the version of ${PACKAGE.name}-linux-x64-gnu is 0.0.9, but that of ${PACKAGE.name} is ${PACKAGE.version}`,
      'have different versions',
    ],
  },
  'the addon is damaged': {
    files: { 'facesign.linux-x64-gnu.node': 'no addon' },
    says: ['facesign.linux-x64-gnu.node: file too short', "the system can't load it", `Fix: ${INSTALL}`],
  },
  'node_modules was copied without the addon': {
    says: [
      'most likely it was copied without the addon',
      `Fix: Copy ${PACKAGE.name}-linux-x64-gnu there too`,
    ],
  },
  'the package was bundled without its addon': {
    files: { ...BY_NPM, 'package.json': '{"name":"program"}', ...BAKED },
    says: [
      "was bundled, but its addon facesign.linux-x64-gnu.node isn't in the bundle's folder",
      'Next.js serverExternalPackages (14: experimental.serverComponentsExternalPackages)',
      'or keep',
    ],
    silent: INSTALL,
  },
  'addons are rejected (--no-addons)': {
    files: { ...BY_NPM, ...fakePlatform('linux-x64-gnu', 'process.dlopen({ exports: {} }, "any.node");') },
    options: ['--no-addons'],
    says: ['Node.js was started with --no-addons', 'Fix: Start Node.js without --no-addons'],
    silent: INSTALL,
  },
  'Deno rejects the addon': {
    files: fakePlatform(
      'linux-x64-gnu',
      `throw Object.assign(new Error('Requires ffi access to "x"'), { name: 'NotCapable' });`,
    ),
    says: ['Requires ffi access', "Deno's permissions forbid the addon", 'Fix: Run Deno with --allow-ffi'],
    silent: INSTALL,
  },
  'no report may be made': {
    machine: ['linux x64', 'without a report'],
    says: ['This machine: linux x64, Node.js v', 'Fix: '],
  },
  'the glibc of the system is older than the addon needs': {
    files: failing("/lib/libc.so.6: version `GLIBC_2.99' not found (required by facesign.node)"),
    says: ['The addon needs glibc 2.99', 'Fix: Run the program on a system with glibc 2.99 or later.'],
    silent: INSTALL,
  },
  'the folder is mounted noexec': {
    files: failing('facesign.node: failed to map segment from shared object'),
    says: ['most likely it is mounted noexec', 'Fix: Mount that folder without noexec'],
    silent: INSTALL,
  },
  'the machine is not supported': {
    machine: ['freebsd x64'],
    says: [
      'This machine: freebsd x64, Node.js',
      'This machine is not supported',
      'linux x64 (glibc), linux arm64 (glibc), linux x64 (musl), linux arm64 (musl), darwin x64, darwin arm64, win32 x64, win32 arm64',
    ],
  },
};

for (const [situation, { files = {}, machine, options, says, silent }] of Object.entries(FAILURES)) {
  test(`where ${situation}, one message says why and what fixes it`, (t) => {
    const { status, stderr } = load(t, files, machine, options);
    assert.equal(status, 1);
    assert.match(stderr, /could not load its native addon/);
    assert.match(stderr, /code: 'ERR_FACESIGN_ADDON'/);
    for (const words of says) assert.ok(stderr.includes(words), `${words}\n— is not in:\n${stderr}`);
    if (silent) assert.ok(!stderr.includes(silent), stderr);
  });
}

/** What each installer leaves beside the package, and its command that installs the addon. */
const FIXES = {
  'of npm': { mark: '.package-lock.json', command: 'npm install --no-save --include=optional' },
  'of pnpm': { mark: '.modules.yaml', command: 'pnpm install --force --config.optional=true' },
  'of Yarn 1': { mark: '.yarn-integrity', command: 'yarn install --force' },
  'of Yarn 2 and later': { mark: '.yarn-state.yml', command: 'yarn install\n' },
  'of Yarn with Plug and Play': { machine: ['Plug and Play'], command: 'yarn install\n' },
};

for (const [whose, { mark, machine = [], command }] of Object.entries(FIXES)) {
  test(`the command that fixes it is that ${whose}`, (t) => {
    const files = mark ? { [mark]: '' } : {};
    const { stderr } = load(t, files, ['linux x64', 'glibc', ...machine]);
    assert.ok(stderr.includes(`Fix: ${command}`), stderr);
  });
}
