// `npm run docs` builds the site, `npm run docs:dev` serves it while you write. The tools are installed when they are
// missing or older than the lockfile, so that installing the project itself doesn't wait for them.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const changedAt = (file) => statSync(join(here, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;

function npm(...args) {
  const { status } = spawnSync('npm', args, {
    cwd: here,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}

if (changedAt('node_modules/.package-lock.json') < changedAt('package-lock.json'))
  npm('ci', '--ignore-scripts', '--no-audit', '--no-fund');
npm('run', '--silent', process.argv[2] ?? 'build');
