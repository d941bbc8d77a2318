// What several property tests generate (fast-check).

import fc from 'fast-check';

const codePoint = fc
  .oneof(
    fc.integer({ min: 0, max: 0x7f }),
    fc.integer({ min: 0, max: 0xd7ff }),
    fc.integer({ min: 0xe000, max: 0x10ffff }),
  )
  .map((code) => String.fromCodePoint(code));

/**
 * Text of any characters, with ASCII more often than the rest. fast-check's own `unit: 'binary'` takes more than a
 * second to list every code point before its first value.
 * @param {{ minLength?: number, maxLength?: number }} [lengths]
 */
export const anyText = (lengths = {}) => fc.string({ ...lengths, unit: codePoint });
