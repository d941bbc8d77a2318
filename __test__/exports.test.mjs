// The exports: the 26 names of the old SDK (docs/api-contract.md#runtime-exports) with equal values, in every way to
// import them, and a client whose methods can be detached and that shows nothing private.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { inspect } from 'node:util';
import * as selfReference from '@facesignai/api-native';
import * as namespace from '../index.mjs';
import enums from '../lib/enums.js';
import { clientOf, SETTINGS, thrownBy } from './support/client.mjs';
import { startRecorder } from './support/recorder.mjs';

const commonjs = createRequire(import.meta.url)('@facesignai/api-native');
const { Client } = commonjs;

/** docs/api-contract.md#runtime-exports, in its order. */
const NAMES = [
  'default',
  'ILogLevel',
  'Method',
  'SessionStatus',
  'createSessionEndpoint',
  'getSessionEndpoint',
  'getSessionsEndpoint',
  'createClientSecretEndpoint',
  'getLangsEndpoint',
  'getAvatarsEndpoint',
  'FSNodeType',
  'FSValueSource',
  'FSConditionOperator',
  'FSLivenessDetectionOutcome',
  'FSEnterEmailOutcome',
  'FSRecognitionOutcome',
  'FSDocumentScanOutcome',
  'FSFaceScanOutcome',
  'FSTwoFactorChannel',
  'FSTwoFactorOutcome',
  'FSPermissionsOutcome',
  'FSFaceCompareSource',
  'FSFaceCompareOutcome',
  'BackgroundType',
  'WebhookType',
  'CriterionEvaluation',
];

/** What this package adds. */
const ADDED = [
  'Client',
  'FaceSignError',
  'ApiError',
  'AuthenticationError',
  'ValidationError',
  'ConflictError',
  'NotFoundError',
  'RateLimitError',
  'ServerError',
  'ConnectionError',
  'TimeoutError',
  'AbortError',
  'ResponseError',
  'ConfigurationError',
  'InternalError',
  'WebhookVerificationError',
  'withResponse',
];

/** docs/api-contract.md#endpoint-constants: method, path for the session `s`, path, query and body fields. */
const ENDPOINTS = {
  createSessionEndpoint: {
    method: 'post',
    path: '/sessions',
    bodyParams: [
      'clientReferenceId',
      'metadata',
      'providedData',
      'avatarId',
      'langs',
      'defaultLang',
      'zone',
      'flow',
      'customization',
      'videoAIAnalysisEnabled',
      'extractionSchema',
      'backgroundAssetId',
    ],
  },
  getSessionEndpoint: { method: 'get', path: '/sessions/s', pathParams: ['sessionId'] },
  getSessionsEndpoint: {
    method: 'get',
    path: '/sessions',
    queryParams: [
      'limit',
      'cursor',
      'flowId',
      'clientReferenceId',
      'status',
      'fromDate',
      'toDate',
      'sortBy',
      'sortOrder',
      'search',
      'includeTotal',
    ],
  },
  createClientSecretEndpoint: { method: 'get', path: '/sessions/s/refresh', pathParams: ['sessionId'] },
  getLangsEndpoint: { method: 'get', path: '/langs' },
  getAvatarsEndpoint: { method: 'get', path: '/avatars' },
};

const MEMBERS = {
  session: [
    'create',
    'retrieve',
    'createClientSecret',
    'list',
    'listAll',
    'waitUntilEnded',
    'findByIdempotencyKey',
    'apiVersion',
  ],
  langs: ['retrieve'],
  avatars: ['retrieve'],
};

test('require() gives the 26 names of the old SDK in their order, then what was added', () => {
  assert.deepEqual(Object.keys(commonjs), [...NAMES, ...ADDED]);
});

test('no exported name is without a value', () => {
  for (const name of Object.keys(commonjs)) assert.notEqual(commonjs[name], undefined, name);
});

test('the class is module.exports itself, its default and its Client', () => {
  assert.equal(typeof commonjs, 'function');
  assert.equal(commonjs.default, commonjs);
  assert.equal(commonjs.Client, commonjs);
  assert.equal(commonjs.name, 'Client');
});

test('compilers see a default export, whose marker is not enumerable', () => {
  assert.equal(commonjs.__esModule, true);
  assert.ok(!Object.keys(commonjs).includes('__esModule'));
});

test('ES modules get the very same objects under the same names', () => {
  assert.deepEqual(Object.keys(namespace).sort(), Object.keys(commonjs).sort());
  for (const [name, value] of Object.entries(namespace)) assert.equal(value, commonjs[name], name);
});

test('the package can be named by itself, and is then the same module', () => {
  assert.equal(selfReference, namespace);
});

test('an ES module that wrote pkg.default and pkg.FSNodeType with the old SDK still can', () => {
  assert.equal(namespace.default.default, Client);
  assert.equal(namespace.default.FSNodeType, commonjs.FSNodeType);
});

test('the exported enums are those of lib/enums.js', () => {
  for (const [name, value] of Object.entries(enums)) assert.equal(commonjs[name], value, name);
});

for (const [name, expected] of Object.entries(ENDPOINTS)) {
  test(`${name} equals the table of docs/api-contract.md#endpoint-constants`, () => {
    const { path, ...lists } = commonjs[name];
    assert.equal(path({ sessionId: 's' }), expected.path);
    assert.deepEqual(lists, {
      method: expected.method,
      pathParams: expected.pathParams ?? [],
      queryParams: expected.queryParams ?? [],
      bodyParams: expected.bodyParams ?? [],
    });
  });
}

test('the method of an endpoint is a value of Method', () => {
  for (const name of Object.keys(ENDPOINTS))
    assert.ok(Object.values(commonjs.Method).includes(commonjs[name].method), name);
});

test('changing the arrays of an endpoint does not change calls', async () => {
  const { bodyParams } = commonjs.createSessionEndpoint;
  const removed = bodyParams.splice(0);
  const recorder = await startRecorder();
  await clientOf(recorder).session.create(SETTINGS);
  bodyParams.push(...removed);
  await recorder.close();
  assert.deepEqual(JSON.parse(recorder.requests[0].body), SETTINGS);
});

test('the path of an endpoint takes the id as it is, dollar signs and all', () => {
  assert.equal(commonjs.getSessionEndpoint.path({ sessionId: "a/$&$'b" }), "/sessions/a/$&$'b");
});

test('a path without parameters may be asked for without an argument', () => {
  assert.equal(commonjs.getLangsEndpoint.path(), '/langs');
});

test('Client without new throws, as any class does', () => {
  assert.throws(() => Client(), TypeError);
});

test('Client can be extended', async (t) => {
  const recorder = await startRecorder();
  t.after(recorder.close);
  class Own extends Client {
    languages() {
      return this.langs.retrieve();
    }
  }
  const own = new Own({ serverUrl: recorder.url, proxy: false });
  assert.deepEqual(await own.languages(), {});
  assert.ok(own instanceof Client);
});

test('the client has three own enumerable groups with the members of docs/api-contract.md#client-surface', () => {
  const client = new Client({ auth: 'k' });
  assert.deepEqual(Object.keys(client), Object.keys(MEMBERS));
  for (const [group, members] of Object.entries(MEMBERS))
    assert.deepEqual(Object.keys(client[group]), members, group);
});

test('session.apiVersion is the version of the surface that is implemented', () => {
  assert.equal(new Client({ auth: 'k' }).session.apiVersion, '1.0.47');
});

test('every call is an arrow function', () => {
  const client = new Client({ auth: 'k' });
  for (const call of [...Object.values(client.session), client.langs.retrieve, client.avatars.retrieve]) {
    if (typeof call === 'string') continue;
    assert.ok(!Object.hasOwn(call, 'prototype'), String(call));
    assert.throws(() => new call(), TypeError);
  }
});

test('every call works after it was taken off the client', async (t) => {
  const recorder = await startRecorder();
  t.after(recorder.close);
  const { session, langs, avatars } = clientOf(recorder);
  const { create, retrieve, createClientSecret, list } = session;
  const { retrieve: languages } = langs;
  const { retrieve: faces } = avatars;
  await create({});
  await retrieve({ sessionId: 's' });
  await createClientSecret({ sessionId: 's' });
  await list();
  await languages();
  await faces();
  assert.deepEqual(
    recorder.take().map(({ method, url }) => `${method} ${url}`),
    [
      'POST /sessions',
      'GET /sessions/s',
      'GET /sessions/s/refresh',
      'GET /sessions',
      'GET /langs',
      'GET /avatars',
    ],
  );
});

test('nothing private shows when a client is printed, written as JSON or copied', () => {
  const secrets = ['sk_live_private', 'proxy-password', 'header-secret'];
  const client = new Client({
    auth: secrets[0],
    proxy: `http://user:${secrets[1]}@127.0.0.1:9`,
    headers: { 'x-secret': secrets[2] },
  });
  const shown = [
    inspect(client, { depth: 9, showHidden: true }),
    JSON.stringify(client),
    inspect(allOwn(client)),
    String(client),
  ].join('\n');
  for (const secret of secrets) assert.ok(!shown.includes(secret), shown);
  assert.deepEqual(JSON.parse(JSON.stringify(client)), {
    session: { apiVersion: '1.0.47' },
    langs: {},
    avatars: {},
  });
});

/** Every own property, symbols and hidden ones included. */
function allOwn(client) {
  return Object.fromEntries(Reflect.ownKeys(client).map((name) => [name, client[name]]));
}

test('the prototype has setLogLevel as in the old SDK, and what this package adds', () => {
  assert.deepEqual(Object.getOwnPropertyNames(Client.prototype), [
    'constructor',
    'webhooks',
    'setLogLevel',
    'on',
    'once',
    'off',
    'withOptions',
    'request',
    'close',
  ]);
});

test('a client can be made without any options and without a key, as build steps do', () => {
  const known = process.env.FACESIGN_API_KEY;
  delete process.env.FACESIGN_API_KEY;
  try {
    for (const options of [undefined, null, {}]) assert.ok(new Client(options) instanceof Client);
  } finally {
    if (known !== undefined) process.env.FACESIGN_API_KEY = known;
  }
});

test('options that are not objects are rejected', () => {
  for (const options of ['sk_test', 1, true, [], Symbol('k')]) {
    const error = thrownBy(() => new Client(options));
    assert.ok(error instanceof commonjs.ConfigurationError);
    assert.equal(error.param, 'options');
  }
});

test('a client shows its calls and nothing else', () => {
  const client = new Client();
  assert.deepEqual(Object.keys(client), ['session', 'langs', 'avatars']);
  assert.doesNotMatch(inspect(client), /setLogLevel|facesign\./);
  assert.equal(JSON.stringify(client), '{"session":{"apiVersion":"1.0.47"},"langs":{},"avatars":{}}');
});

test('a client changes nothing that belongs to the whole process', () => {
  const program = `
    const seen = () => JSON.stringify([
      Object.keys(globalThis), Object.keys(console), Object.keys(process.env), process.eventNames(),
      Object.getOwnPropertyNames(Object.prototype), Object.getOwnPropertyNames(Error),
    ]);
    const before = seen();
    const Client = require('@facesignai/api-native');
    new Client({ logLevel: 'TRACE' }).setLogLevel('DEBUG');
    console.log(seen() === before);
  `;
  const cwd = new URL('..', import.meta.url);
  assert.equal(execFileSync(process.execPath, ['-e', program], { cwd, encoding: 'utf8' }), 'true\n');
});
