// Cells with several calls or responses: responses in sequence, and a first call that leaves its connection in the pool.

/** Responses in turn; all further attempts get the last one. */
export const inTurn =
  (...turns) =>
  (_request, { requests }) =>
    turns[Math.min(requests.length, turns.length) - 1];

/** A first call succeeds and leaves its socket in the pool; then comes the call under test. */
export const afterGood =
  (then) =>
  async ({ call, server }) => {
    const first = await call();
    if (first.attempts !== 1)
      throw new Error(`the first call did not succeed at once: ${JSON.stringify(first)}`);
    await then?.(server, call);
  };
