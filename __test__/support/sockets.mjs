// The open sockets of this process, native ones included, by the kernel's inode numbers.
import { readdirSync, readlinkSync } from 'node:fs';

const DESCRIPTORS = '/proc/self/fd';

/** @returns {string[]} none where there is no /proc */
export function socketInodes() {
  return descriptors()
    .filter((target) => target.startsWith('socket:'))
    .map((target) => target.slice(8, -1));
}

function descriptors() {
  try {
    return readdirSync(DESCRIPTORS).map(target);
  } catch {
    return [];
  }
}

/** A file that was closed since the folder was read is none. @param {string} fd */
function target(fd) {
  try {
    return readlinkSync(`${DESCRIPTORS}/${fd}`);
  } catch {
    return '';
  }
}
