// TypeScript from 4.8 to the newest: every way to resolve modules and the options that bear on imports. Each program is
// compiled without `skipLibCheck`, and what was emitted is run. `--all` adds the releases in between.
import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { installed, npm, run } from './support/project.mjs';
import { makesSession, sandboxOf } from './support/sandbox.mjs';

const ALL = process.env.FACESIGN_PACKAGES_ALL === '1';

/** The compilers by release, oldest first; those with a version are installed for `--all` only. */
const RELEASES = [
  { name: 'typescript-4.8', release: 4.8 },
  { name: 'typescript-5.0', release: 5, version: '5.0.4' },
  { name: 'typescript-5.4', release: 5.4, version: '5.4.5' },
  { name: 'typescript-5.9', release: 5.9 },
  { name: 'typescript-6', release: 6, version: '6.0.3' },
  { name: 'typescript-7', release: 7 },
].filter(({ version }) => ALL || !version);

const BOTH_MODULES = ['default.cts', 'default.mts', 'namespace.cts', 'namespace.mts', 'require.cts'];

/** How modules are resolved, which programs can be written so, and the releases that offer it. */
const RESOLUTIONS = {
  node10: {
    options: { module: 'commonjs', moduleResolution: 'node' },
    programs: ['default.cts', 'namespace.cts', 'require.cts'],
    until: 5.9,
  },
  node16: { options: { module: 'node16', moduleResolution: 'node16' }, programs: BOTH_MODULES },
  nodenext: { options: { module: 'nodenext', moduleResolution: 'nodenext' }, programs: BOTH_MODULES },
  bundler: {
    options: { module: 'esnext', moduleResolution: 'bundler' },
    programs: ['default.mts', 'namespace.mts'],
    since: 5,
  },
};

/** Options, the releases that have them, and the programs that they forbid. */
const VARIANTS = {
  'esModuleInterop false': {
    options: { esModuleInterop: false, allowSyntheticDefaultImports: false },
    until: 5.9,
  },
  'esModuleInterop true': { options: { esModuleInterop: true } },
  isolatedModules: { options: { isolatedModules: true } },
  verbatimModuleSyntax: {
    options: { verbatimModuleSyntax: true },
    since: 5,
    forbidden: /^(default|namespace)\.cts$/,
  },
  // These types are for compilers of the last two years.
  'with the types of Node.js': { options: { types: ['node'] }, since: 5.9 },
};

const has = ({ since = 0, until = Number.POSITIVE_INFINITY }, release) =>
  release >= since && release <= until;

const folder = await installed('types');
const more = RELEASES.filter(({ version }) => version);
if (ALL)
  await npm(folder, 'install', ...more.map(({ name, version }) => `${name}@npm:typescript@${version}`));
for (const name of ['default', 'namespace', 'library'])
  for (const ending of ['cts', 'mts'])
    copyFileSync(join(folder, `${name}.ts`), join(folder, `${name}.${ending}`));
const sandbox = await sandboxOf(folder);
after(() => sandbox.close());

for (const { name: compiler, release } of RELEASES) {
  const resolutions = Object.entries(RESOLUTIONS).filter(([, one]) => has(one, release));
  const variants = Object.entries(VARIANTS).filter(([, one]) => has(one, release));
  for (const [resolution, { options, programs }] of resolutions) {
    for (const [variant, more] of variants) {
      test(`${compiler}, ${resolution}, ${variant}`, async () => {
        const files = programs.filter((file) => !more.forbidden?.test(file));
        const name = `${compiler}-${resolution}-${variant}`.replaceAll(' ', '-');
        await compile(name, compiler, { ...options, ...more.options }, files);
        for (const file of files) {
          const emitted = join('out', name, file.replace('ts', 'js'));
          await makesSession(sandbox, folder, ['node', emitted]);
        }
      });
    }
  }

  const modules = ['library.mts', 'library.cts'];
  const libraries = { node16: modules, nodenext: modules, bundler: ['library.ts'] };
  for (const [resolution, { options }] of resolutions.filter(([one]) => libraries[one])) {
    test(`${compiler}, ${resolution}: the declarations of a library name what it exports`, async () => {
      const name = `library-${compiler}-${resolution}`;
      const emitting = { ...options, declaration: true, emitDeclarationOnly: true };
      await compile(name, compiler, emitting, libraries[resolution]);
      for (const file of libraries[resolution])
        namesItsExports(join('out', name, file.replace('library.', 'library.d.')));
    });
  }

  test(`${compiler}: JavaScript that is checked calls what require() gives`, async () => {
    const options = { ...RESOLUTIONS.node16.options, allowJs: true, checkJs: true };
    await compile(`checked-${compiler}`, compiler, options, ['checked.cjs']);
  });
}

test('what require() gives is the class', () => makesSession(sandbox, folder, ['node', 'checked.cjs']));

test('tsdown writes the declarations of a library', async () => {
  await run(folder, ['tsdown', 'library.mts', '--dts', '--format', 'esm', '--out-dir', 'out/tsdown']);
  namesItsExports('out/tsdown/library.d.mts');
});

test('tsdown writes the declarations of the package into those of a library', async () => {
  await run(folder, ['tsdown', '--config', 'inlined.config.mjs']);
  await compile('inlined', 'typescript-7', RESOLUTIONS.nodenext.options, ['inlined.mts']);
});

for (const { name: compiler } of RELEASES.filter(({ release }) => release >= 5.9)) {
  test(`${compiler}: doubles of all calls that Jest and Vitest make compile`, async () => {
    const files = ['doubles.jest.ts', 'doubles.jest-globals.ts', 'doubles.vitest.ts'];
    // The declarations of the test runners are not ours to check.
    const options = { ...RESOLUTIONS.nodenext.options, skipLibCheck: true, types: ['node', 'jest'] };
    await compile(`doubles-${compiler}`, compiler, { ...options, noEmit: true }, files);
  });
}

/** Each by the name of the package, not as a structure or by a path into it. @param {string} file */
function namesItsExports(file) {
  const text = readFileSync(join(folder, file), 'utf8');
  for (const declaration of [
    /declare const FaceSign: typeof (\w+\.)?Client;/,
    /declare const client: (\w+\.)?Client;/,
    /args: [\w.]+\.Input<[\w.]+\.SessionSettings>/,
    /=> Promise<[\w.]+\.GetSessionResponse>;/,
  ])
    assert.match(text, declaration);
  assert.doesNotMatch(text, /import\(|\.\.\//);
}

/** Compiles into `out/<name>`. */
async function compile(name, compiler, options, files) {
  const config = `tsconfig.${name}.json`;
  const compilerOptions = {
    ...{
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
    },
    ...{ target: 'es2022', lib: ['es2022'], types: [], rootDir: '.', outDir: join('out', name) },
    ...options,
  };
  const sources = compilerOptions.types.length ? files : [...files, 'globals.d.ts'];
  writeFileSync(join(folder, config), JSON.stringify({ compilerOptions, files: sources }));
  await run(folder, ['node', join('node_modules', compiler, 'bin', 'tsc'), '-p', config]);
}
