// lintFlow: its input, what it never throws for, and that the flows in this package have no errors. tests/flow_rules
// tests every rule, tests/flow_paths.rs the search through graphs.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import vm from 'node:vm';
import * as facesign from '@facesignai/api-native';
import * as entry from '@facesignai/api-native/flow';
import { thrownBy } from '../support/client.mjs';
import { read, root } from '../support/snippets.mjs';

const { flowRules, lintFlow } = entry;
const require = createRequire(import.meta.url);

const FLOW = [
  { id: 'start', type: 'start', outcome: 'hello' },
  { id: 'end', type: 'end' },
];

describe('the entry', () => {
  test('gives ES modules and CommonJS the same functions', () => {
    const commonjs = require('@facesignai/api-native/flow');
    assert.deepEqual(Object.keys(commonjs), ['flowRules', 'lintFlow', 'renderFlow', 'renderFlowSvg']);
    assert.deepEqual({ ...entry }, commonjs);
    assert.equal(entry.lintFlow, commonjs.lintFlow);
  });

  test('declares the rules that there are', () => {
    const [, union] = /export type FlowRuleId =([^;]*);/.exec(read('types/flow.d.ts'));
    const declared = [...union.matchAll(/'([^']+)'/g)].map(([, id]) => id);
    assert.deepEqual(
      declared,
      flowRules.map(({ id }) => id),
    );
  });
});

test('a report has what its declaration says', () => {
  const { ruleset, ...report } = lintFlow(FLOW);
  assert.match(ruleset, /^\d{4}-\d\d-\d\d$/);
  assert.deepEqual(report, {
    ok: false,
    counts: { error: 1, warning: 0, info: 0 },
    findings: [
      {
        rule: 'links/target',
        severity: 'error',
        basis: 'types',
        path: 'flow[0].outcome',
        pointer: '/flow/0/outcome',
        nodeId: 'start',
        message: 'no node has the id "hello"',
        fix: 'Name the id of a node in this flow',
        docs: 'docs/flow/links.md#linkstarget',
      },
    ],
    leftOut: 0,
  });
});

test('a flow alone and settings with it give the same findings', () => {
  assert.deepEqual(lintFlow({ flow: FLOW, metadata: {} }), lintFlow(FLOW));
});

test('null is the same as undefined', () => {
  const start = { ...FLOW[0], outcome: null };
  assert.deepEqual(
    lintFlow([start, FLOW[1]]).findings.map(({ rule }) => rule),
    ['links/all-outcomes'],
  );
});

describe('a flow that is none', () => {
  const cyclic = [{ id: 'a' }];
  cyclic[0].self = cyclic;
  const hostile = {
    get flow() {
      throw new Error('no');
    },
  };
  for (const [what, input] of [
    ['nothing', undefined],
    ['null', null],
    ['a string', 'flow'],
    ['a function', () => {}],
    ['an object without a flow', {}],
    ['a flow that is an object', { flow: { a: 1 } }],
    ['a cycle', cyclic],
    ['a BigInt', [{ id: 1n }]],
    ['a getter that throws', hostile],
    ['a revoked proxy', revoked()],
  ])
    test(`is one finding: ${what}`, () => {
      const { ok, findings } = lintFlow(input);
      assert.equal(ok, false);
      assert.deepEqual(
        findings.map(({ rule, path }) => [rule, path]),
        [['structure/flow', 'flow']],
      );
    });

  test('of settings, only what rules read has to have JSON', () => {
    assert.equal(
      lintFlow({ flow: [{ ...FLOW[0], outcome: 'end' }, FLOW[1]], metadata: { count: 1n } }).ok,
      true,
    );
  });

  test('may contain a lone surrogate, and be nested deeply', () => {
    const deep = JSON.parse(`${'['.repeat(1000)}${']'.repeat(1000)}`);
    const { findings } = lintFlow([
      { id: '\ud83d', type: 'start', outcome: 'x' },
      { id: deep, type: 'end' },
    ]);
    assert.deepEqual(
      findings.map(({ rule, nodeId }) => [rule, nodeId]),
      [
        ['links/target', '\ufffd'],
        ['structure/node-id', undefined],
      ],
    );
  });
});

function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

describe('rules', () => {
  test('can be turned off and given another severity', () => {
    const counts = (rules) => lintFlow(FLOW, { rules }).counts;
    assert.deepEqual(counts({ 'links/target': 'off' }), { error: 0, warning: 0, info: 0 });
    assert.deepEqual(counts({ 'links/target': 'info' }), { error: 0, warning: 0, info: 1 });
    assert.deepEqual(counts({ 'links/target': undefined }), { error: 1, warning: 0, info: 0 });
  });

  for (const [what, options, message] of [
    [
      'an unknown rule',
      { rules: { 'links/targets': 'off' } },
      /^there is no rule "links\/targets". Known: links\/end, /,
    ],
    [
      'a rule of an unknown group',
      { rules: { link: 'off' } },
      /^there is no rule "link". Known: see flowRules$/,
    ],
    [
      'an unknown severity',
      { rules: { 'links/end': 'warn' } },
      /must be error, warning, info or off, got "warn"$/,
    ],
    ['rules that are not an object', { rules: ['links/end'] }, /^rules must be an object .*, got an array$/],
    ['options that are not an object', 3, /^options must be an object, got a number$/],
  ])
    test(`are checked: ${what}`, () => {
      const error = thrownBy(() => lintFlow(FLOW, options));
      assert.ok(error instanceof facesign.ConfigurationError);
      assert.match(error.message, message);
    });
});

describe('flows that this package shows have no errors', () => {
  const files = [
    'README.md',
    'sandbox/README.md',
    'examples/demo.mjs',
    'examples/server.mjs',
    '__test__/support/client.mjs',
    ...readdirSync(join(root, 'docs/recipes/code'), { recursive: true })
      .map((name) => `docs/recipes/code/${name}`)
      .filter((name) => /\.(?:mjs|cjs|js|ts)$/.test(name)),
  ];
  const shown = files.flatMap((file) => flowsIn(file).map((flow) => ({ file, flow })));

  test('there are some', () => assert.ok(shown.length >= 6, `only ${shown.length} were found`));
  for (const { file, flow } of shown)
    test(file, () => {
      const { ok, findings } = lintFlow(flow);
      assert.ok(ok, JSON.stringify(findings, null, 2));
    });
});

/** The arrays of nodes that are written out in a file; an empty one stands for any flow. */
function flowsIn(file) {
  const text = readFileSync(join(root, file), 'utf8');
  const arrays = [...text.matchAll(/\bflow: (\[[\s\S]*?\n\s*\]),/g)].map(([, code]) => code);
  const flows = arrays.map((code) => vm.runInNewContext(code, { ...facesign.default }));
  return flows.filter((flow) => flow.length > 0);
}

describe('cost', () => {
  /** @param {number} count */
  const chain = (count) => [
    { id: 'start', type: 'start', outcome: '0' },
    ...Array.from({ length: count }, (_, at) => ({
      id: String(at),
      type: 'liveness_detection',
      outcomes: {
        livenessDetected: at + 1 < count ? String(at + 1) : 'end',
        deepfakeDetected: 'end',
        noFace: String(Math.max(at - 1, 0)),
        inconclusive: 'end',
      },
    })),
    { id: 'end', type: 'end' },
  ];
  /** The time on the processor, which others on the machine don't change. */
  function fastest(count) {
    const flow = chain(count);
    const times = Array.from({ length: 5 }, () => {
      const before = process.cpuUsage();
      lintFlow(flow);
      const { user, system } = process.cpuUsage(before);
      return user + system;
    });
    return Math.min(...times);
  }

  test('grows linearly: ten times the nodes take far less than a hundred times', () => {
    const [few, many] = [fastest(2000), fastest(20_000)];
    assert.ok(many < 40 * few, `${few} µs for 2,000 nodes, ${many} µs for 20,000`);
  });
});
