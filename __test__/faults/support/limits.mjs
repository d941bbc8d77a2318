// The times of the matrix that cells, peers and the report share. They are short enough that hundreds of cells end soon,
// and long enough that a busy machine does not run out of them in a cell that is about something else.

/** Time of a try in cells that wait for a time-out. */
export const SHORT_MS = 1200;

/** Options of a client that gives up a try, or a connection, after that time. */
export const impatient = { timeoutMs: SHORT_MS };
export const impatientToConnect = { connectTimeoutMs: SHORT_MS };

/** The pace of what drips: whatever does, is far from its end when such a try has run out of time. */
export const SLOW_MS = 100;
