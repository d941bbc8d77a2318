// Garbage collection on demand, for tests of what stays in memory.
import { setImmediate as nextTurn } from 'node:timers/promises';
import v8 from 'node:v8';
import vm from 'node:vm';

v8.setFlagsFromString('--expose-gc');
export const collect = vm.runInNewContext('gc');

/** Whether nothing keeps this object alive. @param {WeakRef<object>} reference */
export async function isCollected(reference) {
  // What a WeakRef was made of, or gave, lives until the end of its turn.
  await nextTurn();
  collect();
  return reference.deref() === undefined;
}
