// Counts how many dropped objects the garbage collector collects. For programs that run with --expose-gc.
import { setTimeout as pause } from 'node:timers/promises';

const LONGEST_MS = 10_000;

/**
 * Uses something again and again, and waits until so many of what was used are collected, or for 10 s.
 * @param {{ times: number, expected: number }} counts
 * @param {() => Promise<object>} use its result is watched, and nothing here refers to it
 * @returns {Promise<number>} how many were collected
 */
export async function collectedOf({ times, expected }, use) {
  let collected = 0;
  const registry = new FinalizationRegistry(() => {
    collected += 1;
  });
  const once = async () => registry.register(await use());
  for (let index = 0; index < times; index += 1) await once();
  const bound = Date.now() + LONGEST_MS;
  while (collected < expected && Date.now() < bound) {
    globalThis.gc();
    // Finalizers run between two turns of the loop.
    await pause(10);
  }
  return collected;
}
