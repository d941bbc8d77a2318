// Evaluates scripts/memcheck.sh. Its first argument is a file with one line per program: name, passed tests, errors, lost
// bytes. Fails if there were errors or no tests; `--record` saves the table.
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
    `memcheck: ${rows.length} programs, ${tests} tests, ${errors} errors; expected some tests and no errors`,
  );
  process.exit(1);
}
console.log(`memcheck: ${tests} tests in ${rows.length} programs: no errors, no leaks`);
record('memcheck', {
  title: "The core's tests under valgrind's memcheck",
  columns: ['Program', 'Tests', 'Errors', 'Bytes lost'],
  rows,
});
