// @ts-check
// Refuses what the sandbox is given and does not know or cannot use: a mistyped name that is silently ignored makes a
// test pass for the wrong reason.

/** @typedef {Record<string, { fits: (value: any) => boolean, wants: string }>} Checks */

/**
 * @param {Checks} checks by name
 * @param {object} given `undefined` is the same as absent
 * @param {{ owner: string, kind: string }} words whose names they are and what they are called, for messages
 */
function checkFields(checks, given, { owner, kind }) {
  for (const [name, value] of Object.entries(given)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (!check)
      throw new TypeError(
        `There is no ${kind} '${name}' of ${owner}. It knows: ${Object.keys(checks).join(', ')}.`,
      );
    if (value !== undefined && !check.fits(value))
      throw new TypeError(`The ${kind} '${name}' of ${owner} does not fit: give ${check.wants}.`);
  }
}

module.exports = { checkFields };
