// All cells of the fault matrix, each with a unique name and its expectation per operation.
import { atMost, withoutAmbiguousRetries } from '../support/expect.mjs';
import { OPERATIONS } from '../support/operations.mjs';
import body from './body.mjs';
import coding from './coding.mjs';
import http1 from './http1.mjs';
import http2 from './http2.mjs';
import http2Points from './http2-points.mjs';
import http2Pool from './http2-pool.mjs';
import http2Redirects from './http2-redirects.mjs';
import redirects from './redirects.mjs';
import sequences from './sequences.mjs';
import tls from './tls.mjs';

export const CELLS = [
  ...http1,
  ...body,
  ...coding,
  ...sequences,
  ...redirects,
  ...tls,
  ...http2,
  ...http2Points,
  ...http2Pool,
  ...http2Redirects,
].map((cell) => ({
  ...cell,
  name: `${cell.protocol}, ${cell.point}: ${cell.fault}`,
}));

/** The names of the operations that a cell runs with. */
export function operationsOf(cell) {
  return cell.operations ?? Object.keys(OPERATIONS);
}

/** The expected result of `cell` with an operation. `instead` of a cell has the differences for single operations. */
export function expectation(cell, name) {
  const own = OPERATIONS[name].once ? withoutAmbiguousRetries(cell.expect) : cell.expect;
  const expected = { unlike: [], ...(cell.instead?.[name] ?? own) };
  return { ...expected, open: atMost(mostOpen(cell, expected)) };
}

/**
 * Sockets that may be in the pool afterwards: none if the cell leaves them unusable, else one per attempt, since
 * an attempt does not wait until the socket of the last one is back in the pool.
 */
function mostOpen(cell, { attempts }) {
  return cell.pooled ? Math.max(cell.pooled, attempts.either?.at(-1) ?? attempts) : 0;
}
