// Pictures of flows: their source, marked findings, and SVG with the optional package.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ConfigurationError } from '@facesignai/api-native';
import { lintFlow, renderFlow, renderFlowSvg } from '@facesignai/api-native/flow';
import { thrownBy } from '../support/client.mjs';

const FLOW = [
  { id: 'start', type: 'start', outcome: 'hello' },
  {
    id: 'hello',
    type: 'conversation',
    prompt: 'Say: Welcome.',
    outcomes: [{ id: 'next', targetNodeId: 'nowhere', condition: '' }],
  },
  { id: 'end', type: 'end' },
];
const { findings } = lintFlow(FLOW);

test('Mermaid: nodes, arrows, what is missing, and a mark by color, shape and sign', () => {
  assert.equal(
    renderFlow(FLOW, { format: 'mermaid', findings }),
    `flowchart TD
  n0(["start<br/>start"])
  n1{{"✖ hello<br/>conversation"}}:::error
  n2(["end<br/>end"])
  m0>"no node nowhere"]:::missing
  n0 --> n1
  n1 -->|"next"| m0
  classDef error fill:#ffdce0,stroke:#b00020,stroke-width:3px,color:#000
  classDef warning fill:#fff2cc,stroke:#8a6100,stroke-width:2px,color:#000
  classDef info fill:#dcecff,stroke:#0b5cad,color:#000
  classDef missing fill:#fff,stroke:#b00020,stroke-dasharray:4 3,color:#b00020
`,
  );
});

test('DOT: nodes, arrows, what is missing, and a mark by color, shape and sign', () => {
  assert.equal(
    renderFlow(FLOW, { format: 'dot', findings }),
    `digraph flow {
  rankdir=TB;
  node [fontname="sans-serif"];
  edge [fontname="sans-serif", fontsize=10];
  n0 [label="start\\nstart", shape=oval];
  n1 [label="✖ hello\\nconversation", shape=octagon, style=filled, fillcolor="#ffdce0", color="#b00020", penwidth=3];
  n2 [label="end\\nend", shape=oval];
  m0 [label="no node nowhere", shape=plain, fontcolor="#b00020"];
  n0 -> n1;
  n1 -> m0 [label="next"];
}
`,
  );
});

describe('marks', () => {
  const mark = (...severities) =>
    renderFlow(FLOW, {
      format: 'mermaid',
      findings: severities.map((severity) => ({ pointer: '/flow/0/outcome', severity })),
    }).split('\n')[1];

  test('differ in shape and sign, not in color alone', () => {
    assert.equal(mark('error'), '  n0{{"✖ start<br/>start"}}:::error');
    assert.equal(mark('warning'), '  n0[/"▲ start<br/>start"\\]:::warning');
    assert.equal(mark('info'), '  n0[["● start<br/>start"]]:::info');
    assert.equal(mark(), '  n0(["start<br/>start"])');
  });

  test('show the gravest finding of a node', () => {
    assert.equal(mark('info', 'error', 'warning'), mark('error'));
  });
});

test('a string of the flow cannot add to the picture', () => {
  const id = '"];\n n9["x <b>&amp;`#\\';
  const flow = [{ id, type: 'start', outcome: id }];
  const [, mermaid] = renderFlow(flow, { format: 'mermaid' }).split('\n');
  assert.equal(mermaid, '  n0(["#34;]#59;  n9[#34;x #60;b#62;#38;amp#59;#96;#35;#92;<br/>start"])');
  const dot = renderFlow(flow, { format: 'dot' }).split('\n')[4];
  assert.equal(dot, '  n0 [label="\\"];  n9[\\"x <b>&amp;amp;`#\\\\\\nstart", shape=oval];');
});

test('what is not a flow is a picture without nodes', () => {
  assert.match(renderFlow(undefined, { format: 'mermaid' }), /^flowchart TD\n {2}classDef/);
});

describe('arguments are checked', () => {
  for (const [what, options, message] of [
    ['no format', {}, 'format must be mermaid or dot, got undefined'],
    ['an unknown format', { format: 'svg' }, 'format must be mermaid or dot, got "svg"'],
    [
      'findings that are not an array',
      { format: 'dot', findings: {} },
      /^findings must be an array .*, got an object$/,
    ],
  ])
    test(what, () => {
      const error = thrownBy(() => renderFlow(FLOW, options));
      assert.ok(error instanceof ConfigurationError);
      assert.match(error.message, new RegExp(message));
    });
});

describe('renderFlowSvg', () => {
  test('draws with @viz-js/viz', async () => {
    const svg = await renderFlowSvg(FLOW, { findings });
    assert.match(svg, /<svg /);
    assert.match(svg, /✖ hello/);
    assert.match(svg, /#b00020/);
  });

  test('says what to install where that package is missing', () => {
    const hook = `export const resolve = (name, context, next) => {
      if (name === '@viz-js/viz') throw Object.assign(new Error('not found'), { code: 'ERR_MODULE_NOT_FOUND' });
      return next(name, context);
    };`;
    const program = `
      require('node:module').register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hook)}));
      const { renderFlowSvg } = require('@facesignai/api-native/flow');
      renderFlowSvg([]).catch((error) => console.log(error.name, error.param, error.message));`;
    const cwd = fileURLToPath(new URL('../..', import.meta.url));
    const printed = execFileSync(process.execPath, ['-e', program], { cwd, encoding: 'utf8' });
    assert.equal(
      printed,
      'ConfigurationError @viz-js/viz renderFlowSvg needs the package @viz-js/viz: npm install @viz-js/viz (see cause)\n',
    );
  });
});
