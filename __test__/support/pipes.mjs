// Named pipes without a writer: opening one blocks, like a file on a hanging network mount.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'facesign-pipes-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
let made = 0;

/** The path of a new one. */
export function silentPipe() {
  const path = join(folder, `pipe-${++made}`);
  execFileSync('mkfifo', [path]);
  return path;
}

/** Why there are none here, or `false`. */
export const noPipes = process.platform === 'win32' && 'Windows has no named pipes in folders';
