// Preloaded by scripts/hostile.mjs: counts the cases that fast-check generates in a process, and writes the number to
// the file of TEST_CASES at the end.
import { writeFileSync } from 'node:fs';
import fc from 'fast-check';

let cases = 0;
fc.installGlobalPlugin(
  fc.beforeEach(() => {
    cases += 1;
  }),
);
process.once('exit', () => writeFileSync(process.env.TEST_CASES ?? '', String(cases)));
