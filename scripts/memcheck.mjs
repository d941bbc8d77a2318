// The judge of scripts/memcheck.sh: its first argument is a file with a line for each program that ran: name, tests that
// passed, errors, bytes lost. Fails when that is nothing, and records the table with `--record`.
import { readFileSync } from 'node:fs';
import { record } from '../__test__/support/record.mjs';

const lines = readFileSync(process.argv[2] ?? '', 'utf8')
  .split('\n')
  .filter(Boolean);
const rows = lines.map((line) => {
  const [name, ...counts] = line.split(' ');
  return [name, ...counts.map((count) => Number(count.replaceAll(',', '')))];
});
const total = (column) => rows.reduce((sum, row) => sum + row[column], 0);
const [tests, errors] = [total(1), total(2)];
if (rows.length === 0 || tests === 0 || errors !== 0) {
  console.error(
    `memcheck: ${rows.length} programs, ${tests} tests, ${errors} errors: not what was to be shown`,
  );
  process.exit(1);
}
console.log(`memcheck: ${tests} tests in ${rows.length} programs: no error and no leak`);
record('memcheck', {
  title: "The core's tests under valgrind's memcheck",
  columns: ['Program', 'Tests', 'Errors', 'Bytes lost'],
  rows,
});
