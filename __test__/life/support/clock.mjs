// A private clock for a process, which can jump while it runs: a preloaded library replaces the system's.
import { execFileSync } from 'node:child_process';
import { openSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { folder } from '../../infra/support/daemon.mjs';

const SOURCE = fileURLToPath(new URL('clock.c', import.meta.url));
const own = folder('clock');
let made = 0;
let library = '';

function compiled() {
  if (library === '') {
    library = `${own.path}/clock.so`;
    execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, SOURCE], { stdio: 'pipe' });
  }
  return library;
}

/** A new clock: the variables for the process that is to go by it, and how to move it. */
export function movableClock() {
  const path = own.write(`moved-${++made}`, '\0'.repeat(8));
  const file = openSync(path, 'r+');
  return {
    env: { LD_PRELOAD: compiled(), TEST_CLOCK: path },
    /** @param {number} seconds from the true time */
    move(seconds) {
      const bytes = Buffer.alloc(8);
      bytes.writeBigInt64LE(BigInt(seconds));
      writeSync(file, bytes, 0, 8, 0);
    },
  };
}

/** Why a process cannot be given one, or `false`. */
export const noClock = process.platform === 'linux' ? false : 'only on Linux can a library go before libc';
