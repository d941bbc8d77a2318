// The public surface of each entry as a committed file, so that reviews show its changes, and whether a reference can be
// generated from the tarball (`npm run docs` generates the site's).
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isCommitted } from './support/committed.mjs';
import { installed, run, TARBALLS } from './support/project.mjs';

const REPORTS = {
  // `export =` of index.d.ts is not for api-extractor; the names are the same.
  'docs/api-report.md': 'index.d.mts',
  'docs/api-report.flow.md': 'flow/index.d.ts',
  'docs/api-report.opentelemetry.md': 'opentelemetry/index.d.ts',
  'docs/api-report.sandbox.md': 'sandbox/index.d.ts',
  'docs/api-report.webhooks.md': 'webhooks/index.d.ts',
};

const folder = await installed('api');
// Unpacked beside node_modules, not in it: what lies there is a foreign package to api-extractor.
const packageFolder = join(folder, 'package');
await run(folder, ['tar', 'xzf', TARBALLS.root]);

for (const [report, entry] of Object.entries(REPORTS)) {
  test(`${report} is what ${entry} declares`, async () => {
    isCommitted(report, await reportOf(entry));
  });
}

test('the reference is made without a warning', () => run(folder, ['typedoc']));

/** Everything an entry declares, sorted by name. @param {string} entry */
async function reportOf(entry) {
  const out = join(folder, 'report', entry.replaceAll('/', '-'));
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  // The tool takes the package's name from the package.json beside its settings.
  const config = join(packageFolder, 'api-extractor.json');
  writeFileSync(config, JSON.stringify(settings(entry, out)));
  await run(folder, ['api-extractor', 'run', '--local', '-c', config]);
  // Which members have no text of their own is for the test of the documentation, not for a report of the surface.
  return readFileSync(join(out, 'report.api.md'), 'utf8').replace(/^ *\/\/ \(undocumented\)\n/gm, '');
}

function settings(mainEntry, out) {
  const silent = { default: { logLevel: 'none' } };
  return {
    projectFolder: packageFolder,
    newlineKind: 'lf',
    mainEntryPointFilePath: join(packageFolder, mainEntry),
    apiReport: {
      enabled: true,
      reportFileName: 'report',
      reportFolder: out,
      reportTempFolder: join(out, 'temp'),
    },
    compiler: { tsconfigFilePath: join(folder, 'tsconfig.json') },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
    messages: {
      compilerMessageReporting: { default: { logLevel: 'error' } },
      extractorMessageReporting: silent,
      tsdocMessageReporting: silent,
    },
  };
}
