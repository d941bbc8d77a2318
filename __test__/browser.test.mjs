// The entry for browsers: its exports, and a client that throws.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as browserNames from '../browser.mjs';
import * as serverNames from '../index.mjs';
import commonjs from '../lib/browser.js';

const [browser, server] = [{ ...browserNames }, { ...serverNames }];

/** What needs the addon: the table of operations is the core's. */
const onServersOnly = (name) => name.endsWith('Endpoint');

test('it exports what the server entry does, but for the endpoint constants', () => {
  const names = Object.keys(server).filter((name) => !onServersOnly(name));
  assert.deepEqual(Object.keys(browser), names);
  for (const name of names) assert.ok(browser[name], name);
});

test('its enums and error classes are those of the server entry', () => {
  const own = ['default', 'Client'];
  for (const [name, value] of Object.entries(browser))
    if (!own.includes(name)) assert.equal(value, server[name], name);
});

test('CommonJS gets the same names from the class, as from index.js', () => {
  assert.equal(commonjs, browser.Client);
  for (const name of Object.keys(browser)) assert.equal(commonjs[name], browser[name], name);
});

test('its Client says that it runs on servers only', () => {
  assert.throws(() => new browser.Client(), {
    code: 'ERR_FACESIGN_SERVER_ONLY',
    message: /^Client of @facesignai\/api-native runs on servers only/,
  });
});
