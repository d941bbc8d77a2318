// @ts-check
'use strict';

// Reads a flow: JSON from a file or standard input, or the default export of a module.

const { readFile } = require('node:fs/promises');
const { extname, resolve } = require('node:path');
const { pathToFileURL } = require('node:url');

/**
 * @typedef {object} Source
 * @property {string} name the file as it was given, or `stdin`
 * @property {any} value the flow, or the settings
 * @property {string | undefined} json the source, to locate findings in; undefined for a module
 */

const MODULES = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts'];

/** @param {string} file @param {AsyncIterable<Uint8Array | string>} stdin @returns {Promise<Source>} */
async function readInput(file, stdin) {
  if (file === '-') return fromJson('stdin', await readAll(stdin));
  if (!MODULES.includes(extname(file))) return fromJson(file, await readFile(file, 'utf8'));
  return { name: file, value: await defaultExport(file), json: undefined };
}

/** @param {AsyncIterable<Uint8Array | string>} stream */
async function readAll(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

/** @param {string} name @param {string} content @returns {Source} */
function fromJson(name, content) {
  const json = content.replace(/^\uFEFF/, '');
  try {
    return { name, value: JSON.parse(json), json };
  } catch (error) {
    throw new Error(`${name} is not JSON: ${/** @type {Error} */ (error).message}`);
  }
}

/** In a module that was compiled from ESM to CommonJS, the default export is one level deeper. @param {string} file */
async function defaultExport(file) {
  const loaded = await import(pathToFileURL(resolve(file)).href);
  const value = loaded.default?.__esModule ? loaded.default.default : loaded.default;
  if (value !== undefined) return value;
  throw new Error(`${file} has no default export. Export the flow, or the settings of session.create`);
}

module.exports = { readInput };
