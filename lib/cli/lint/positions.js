// @ts-check
'use strict';

// Finds the line and column of JSON pointers (RFC 6901) in a JSON document.

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

// No finding is about a deeper value.
const MAX_DEPTH = 10;

/** @typedef {{ line: number, column: number }} Position counted from 1, in UTF-16 code units */
/** @typedef {{ prefix: string, name: string | number, isArray: boolean, awaitsName: boolean }} Container */

/**
 * Returns a function that finds the position of a finding's pointer. Pointers start at the settings, even if the document
 * only has the flow. A missing value has the position of the nearest value around it.
 * @param {string} json a valid document
 * @param {boolean} isFlow whether the document is the array of nodes
 * @returns {(pointer: string) => Position}
 */
function locator(json, isFlow) {
  const offsets = offsetsByPointer(json);
  const lines = lineStarts(json);
  return (pointer) => {
    let at = isFlow ? pointer.replace(/^\/flow/, '') : pointer;
    while (!offsets.has(at) && at !== '') at = at.slice(0, at.lastIndexOf('/'));
    return positionOf(offsets.get(at) ?? 0, lines);
  };
}

/** @param {string} json */
function offsetsByPointer(json) {
  /** @type {Map<string, number>} */
  const offsets = new Map();
  /** @type {Container[]} */
  const inside = [];
  for (const { 0: token, index } of json.matchAll(TOKEN)) {
    const container = inside.at(-1);
    if (token === '}' || token === ']') inside.pop();
    else if (container && token === ',') next(container);
    else if (container?.awaitsName) Object.assign(container, { name: JSON.parse(token), awaitsName: false });
    else if (token !== ':') {
      const isNear = inside.length <= MAX_DEPTH;
      const pointer = container && isNear ? `${container.prefix}/${escapePointer(container.name)}` : '';
      if (isNear) offsets.set(pointer, index);
      if (token === '{') inside.push({ prefix: pointer, name: '', isArray: false, awaitsName: true });
      if (token === '[') inside.push({ prefix: pointer, name: 0, isArray: true, awaitsName: false });
    }
  }
  return offsets;
}

/** @param {Container} container */
function next(container) {
  if (container.isArray) container.name = Number(container.name) + 1;
  else container.awaitsName = true;
}

/** @param {string | number} name */
function escapePointer(name) {
  return String(name).replaceAll('~', '~0').replaceAll('/', '~1');
}

/** @param {string} json */
function lineStarts(json) {
  return [0, ...Array.from(json.matchAll(/\r\n|\n|\r/g), (end) => end.index + end[0].length)];
}

/** @param {number} offset @param {number[]} lines @returns {Position} */
function positionOf(offset, lines) {
  let [first, last] = [0, lines.length - 1];
  while (first < last) {
    const middle = Math.ceil((first + last) / 2);
    if (/** @type {number} */ (lines[middle]) <= offset) first = middle;
    else last = middle - 1;
  }
  return { line: first + 1, column: offset - /** @type {number} */ (lines[first]) + 1 };
}

module.exports = { locator };
