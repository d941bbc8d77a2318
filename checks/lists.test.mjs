// Facts that appear twice are compared: error classes, operations, options, versions. Options are compared with what the
// facade actually reads. docs.test.mjs compares the tables of README.md.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import Client from '../index.js';
import native from '../lib/binding.js';
import errors from '../lib/errors.js';

const packageJson = createRequire(import.meta.url)('../package.json');
const textOf = (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const optionTypes = textOf('types/options.d.ts');
const errorTypes = textOf('types/errors.d.ts');

/** They group the others and never occur themselves, so that the core does not know them. */
const BASES = ['FaceSignError', 'ApiError'];
/** Raised where no addon is loaded. */
const OF_WEBHOOKS = ['WebhookVerificationError'];

/** Methods that are made of calls, and are no operations of the API. */
const BUILT_ON_CALLS = ['session.listAll', 'session.waitUntilEnded'];

/** Names of the members of an interface, without those that it inherits. */
function membersOf(declarations, name) {
  const [, body] = declarations.match(
    new RegExp(`^export (?:interface|declare class) ${name}\\b[^{]*\\{$(.*?)^\\}$`, 'ms'),
  );
  return [...body.matchAll(/^ {2}(?:readonly )?(\w+)\??[:(]/gm)].map(([, member]) => member);
}

/** The members of a union of strings. */
function unionOf(declarations, name) {
  const [, body] = declarations.match(new RegExp(`^export type ${name} =([^;]*);`, 'm'));
  return [...body.matchAll(/'([^']+)'/g)].map(([, member]) => member);
}

/** The properties that `use` reads of an empty object, which it is given. */
function readBy(use, names = new Set()) {
  use(
    new Proxy(
      {},
      {
        get: (_, name) => {
          names.add(name);
        },
      },
    ),
  );
  return [...names];
}

const groupReadBy = (option) => readBy((group) => new Client({ [option]: group }));

/** What a call reads of its options before its first await; nothing is sent, as the session is not named. */
const callOptionsRead = readBy((options) => {
  new Client().session.retrieve({}, options).catch(() => {});
});

const sorted = (names) => [...new Set(names)].sort();

test('the error classes of the core are those of the facade', () => {
  const names = native.errorClasses().map(({ name }) => name);
  assert.deepEqual(sorted([...BASES, ...OF_WEBHOOKS, ...names]), sorted(Object.keys(errors.classes)));
});

for (const { name, type, code, userMessage } of native.errorClasses()) {
  test(`a ${name} that a user constructs has the type, code and userMessage of the core`, () => {
    const error = new Client[name]();
    assert.deepEqual([error.type, error.code, error.userMessage], [type, code, userMessage]);
  });
}

test('the error classes of the facade are exported under their names', () => {
  for (const [name, Class] of Object.entries(errors.classes)) {
    assert.equal(Client[name], Class);
    assert.equal(Class.name, name);
  }
});

test('the error classes of the facade are declared, and extend in type what they extend in fact', () => {
  const declared = [...errorTypes.matchAll(/^export declare class (\w+) extends (\w+)/gm)];
  assert.deepEqual(
    Object.fromEntries(declared.map(([, name, base]) => [name, base])),
    Object.fromEntries(
      Object.entries(errors.classes).map(([name, Class]) => [name, Object.getPrototypeOf(Class).name]),
    ),
  );
});

test('the operations of the core are the calls of the client', () => {
  const { session, langs, avatars } = new Client();
  const calls = Object.entries({ session, langs, avatars }).flatMap(([group, members]) =>
    Object.entries(members)
      .filter(([, member]) => typeof member === 'function')
      .map(([name]) => `${group}.${name}`),
  );
  const operations = native.operations().map(({ name }) => name);
  assert.deepEqual(sorted(calls), sorted([...operations, ...BUILT_ON_CALLS]));
});

test('the operations of the core are those that errors name, besides the client itself, custom requests and webhooks', () => {
  const operations = native.operations().map(({ name }) => name);
  assert.deepEqual(
    sorted(unionOf(errorTypes, 'OperationName')),
    sorted(['client', 'webhooks', 'request', ...operations]),
  );
});

test('the constants of the core are the declared endpoints', () => {
  const declared = [...textOf('types/endpoints.d.ts').matchAll(/^export declare const (\w+): Endpoint/gm)];
  assert.deepEqual(
    declared.map(([, name]) => name),
    native
      .operations()
      .map(({ constant }) => constant)
      .filter((constant) => constant !== undefined),
  );
});

test('the client reads the options that are declared, and no others', () => {
  assert.deepEqual(
    sorted(readBy((options) => new Client(options))),
    sorted(membersOf(optionTypes, 'ClientOptions')),
  );
});

test('retry has the options that are declared', () => {
  assert.deepEqual(sorted(groupReadBy('retry')), sorted(membersOf(optionTypes, 'RetryOptions')));
});

test('rateLimit has the options that are declared', () => {
  const names = new Set();
  assert.throws(() => readBy((rateLimit) => new Client({ rateLimit }), names));
  assert.deepEqual(sorted(names), sorted(membersOf(optionTypes, 'RateLimitOptions')));
});

test('a call reads the options that are declared, and no others', () => {
  const declared = ['CallOptions', 'CreateCallOptions'].flatMap((name) => membersOf(optionTypes, name));
  assert.deepEqual(sorted(callOptionsRead), sorted(declared));
});

test('package, crate and addon have one version', () => {
  const [, crate] = textOf('Cargo.toml').match(/^\[package\]$.*?^version = "([^"]+)"$/ms);
  assert.equal(crate, packageJson.version);
  assert.equal(native.addonVersion(), packageJson.version);
});

test('the version of the surface is the one that the client shows', () => {
  assert.equal(native.sdkVersion(), new Client().session.apiVersion);
});
