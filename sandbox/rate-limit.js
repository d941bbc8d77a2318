// @ts-check
// The rate limit: a fixed window of 60 s per API key (docs/api-contract.md#limits-and-paging has the documented numbers).

const WINDOW_MS = 60_000;

/** @typedef {{ allowed: boolean, headers: Record<string, string>, retryAfter: string }} Verdict */

/** @param {import('./options').RateLimit} limit @param {import('./clock').Clock} clock */
function createRateLimit(limit, clock) {
  /** @type {Map<string, { endsAt: number, calls: number }>} */
  const windows = new Map();

  /** @param {string} key */
  const currentWindow = (key) => {
    const known = windows.get(key);
    if (known && clock.now() < known.endsAt) return known;
    const fresh = { endsAt: clock.now() + WINDOW_MS, calls: 0 };
    windows.set(key, fresh);
    return fresh;
  };

  return {
    clear: () => windows.clear(),
    /** Counts a call. @param {string} key @returns {Verdict} */
    count(key) {
      if (!limit) return { allowed: true, headers: {}, retryAfter: '' };
      const window = currentWindow(key);
      window.calls += 1;
      return verdict(limit.requestsPerMinute, window, clock.now());
    },
  };
}

/** @param {number} limit @param {{ endsAt: number, calls: number }} window @param {number} now @returns {Verdict} */
function verdict(limit, window, now) {
  return {
    allowed: window.calls <= limit,
    headers: {
      'X-RateLimit-Limit': String(limit),
      'X-RateLimit-Remaining': String(Math.max(0, limit - window.calls)),
      'X-RateLimit-Reset': String(Math.ceil(window.endsAt / 1000)),
    },
    retryAfter: String(Math.max(1, Math.ceil((window.endsAt - now) / 1000))),
  };
}

module.exports = { createRateLimit };
