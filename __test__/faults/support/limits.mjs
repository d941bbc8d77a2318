// The timeouts of the matrix, shared by cells, peers and the report: short enough for hundreds of cells, and long enough
// that they don't fire on a busy machine in cells about something else.

/** Time of an attempt in cells that wait for a timeout. */
export const SHORT_MS = 1200;

/** Options of a client that gives up an attempt, or a connection, after that time. */
export const impatient = { timeoutMs: SHORT_MS };
export const impatientToConnect = { connectTimeoutMs: SHORT_MS };

/** The pace of a slow trickle: it is far from its end when such an attempt times out. */
export const SLOW_MS = 100;
