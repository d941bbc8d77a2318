// @ts-check
'use strict';

// Strings from outside (a server, a file, something that was thrown), made safe to show.

/** Control characters, line breaks, and characters that change the order in which a line is read. */
const UNSAFE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** @type {Record<string, string>} */
const SHORT_ESCAPES = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Escapes every character that could start a line of a log or control a terminal.
 * @param {string} string
 */
function oneLine(string) {
  return string.replace(UNSAFE, (character) => {
    return SHORT_ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** `String()` that doesn't throw. @param {unknown} value such as what a `catch` got */
function safeString(value) {
  try {
    return String(value);
  } catch {
    return 'a value that cannot be converted to a string';
  }
}

module.exports = { oneLine, safeString };
