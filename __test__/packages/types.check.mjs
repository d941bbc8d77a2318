// TypeScript 5.9 and 7: every way to resolve modules and the options that bear on imports. Each program is compiled
// without `skipLibCheck`, and what was emitted is run.
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { installed, run } from './support/project.mjs';
import { makesSession, sandboxOf } from './support/sandbox.mjs';

const OLD = 'typescript-5.9';
const NEW = 'typescript-7';
const BOTH_MODULES = ['default.cts', 'default.mts', 'namespace.cts', 'namespace.mts', 'require.cts'];

/** How modules are resolved, which programs can be written so, and the compilers that still offer it. */
const RESOLUTIONS = {
  node10: {
    options: { module: 'commonjs', moduleResolution: 'node10' },
    programs: ['default.cts', 'namespace.cts', 'require.cts'],
    compilers: [OLD],
  },
  node16: { options: { module: 'node16' }, programs: BOTH_MODULES, compilers: [OLD, NEW] },
  nodenext: { options: { module: 'nodenext' }, programs: BOTH_MODULES, compilers: [OLD, NEW] },
  bundler: {
    options: { module: 'esnext', moduleResolution: 'bundler' },
    programs: ['default.mts', 'namespace.mts'],
    compilers: [OLD, NEW],
  },
};

/** Options, the compilers that still have them, and the programs that they forbid. */
const VARIANTS = {
  'esModuleInterop false': {
    options: { esModuleInterop: false, allowSyntheticDefaultImports: false },
    compilers: [OLD],
  },
  'esModuleInterop true': { options: { esModuleInterop: true }, compilers: [OLD, NEW] },
  isolatedModules: { options: { isolatedModules: true }, compilers: [OLD, NEW] },
  verbatimModuleSyntax: {
    options: { verbatimModuleSyntax: true },
    compilers: [OLD, NEW],
    forbidden: /^(default|namespace)\.cts$/,
  },
  'with the types of Node.js': { options: { types: ['node'] }, compilers: [OLD, NEW] },
};

const folder = await installed('types');
for (const name of ['default', 'namespace'])
  for (const ending of ['cts', 'mts'])
    copyFileSync(join(folder, `${name}.ts`), join(folder, `${name}.${ending}`));
const sandbox = await sandboxOf(folder);
after(() => sandbox.close());

for (const [resolution, { options, programs, compilers }] of Object.entries(RESOLUTIONS)) {
  for (const [variant, more] of Object.entries(VARIANTS)) {
    for (const compiler of compilers.filter((one) => more.compilers.includes(one))) {
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
