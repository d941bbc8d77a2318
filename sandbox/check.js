// @ts-check
// Refuses what the sandbox is given and does not know or cannot use: a mistyped name that is silently ignored makes a
// test pass for the wrong reason.

/** @typedef {Record<string, { fits: (value: any) => boolean, wants: string }>} Checks */

/**
 * @param {Checks} checks by name
 * @param {object} given `undefined` is the same as absent
 * @param {{ owner: string, kind: string, open?: boolean }} words whose names they are and what they are called, for
 *   messages; `open`: there may be others
 */
function checkFields(checks, given, { owner, kind, open = false }) {
  for (const [name, value] of Object.entries(given)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (!check && open) continue;
    if (!check)
      throw new TypeError(
        `There is no ${kind} '${name}' of ${owner}. It knows: ${Object.keys(checks).join(', ')}.`,
      );
    if (value !== undefined && !check.fits(value)) {
      const message = `The ${kind} '${name}' of ${owner} does not fit: give ${check.wants}.`;
      throw Object.assign(new TypeError(message), { option: name, wants: check.wants });
    }
  }
}

module.exports = { checkFields };
