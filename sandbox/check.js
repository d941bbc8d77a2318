// @ts-check
// Validates options and fields. Unknown names are errors: if a mistyped name were ignored, a test would pass for the wrong
// reason.

/** @typedef {Record<string, { isValid: (value: any) => boolean, expected: string }>} Checks */

/**
 * @param {Checks} checks by name
 * @param {object} given `undefined` values count as missing
 * @param {{ owner: string, kind: string, open?: boolean }} context for messages; `open` allows other names
 */
function checkFields(checks, given, { owner, kind, open = false }) {
  for (const [name, value] of Object.entries(given)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (!check && open) continue;
    if (!check)
      throw new TypeError(`Unknown ${kind} '${name}' of ${owner}. Known: ${Object.keys(checks).join(', ')}.`);
    if (value !== undefined && !check.isValid(value)) {
      const message = `The ${kind} '${name}' of ${owner} must be ${check.expected}.`;
      throw Object.assign(new TypeError(message), { option: name, expected: check.expected });
    }
  }
}

module.exports = { checkFields };
