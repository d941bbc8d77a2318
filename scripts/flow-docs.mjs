// Writes docs/flow: an overview and a page for each group of rules of the flow check, from the table of rules
// (src/flow/rules.rs) and the flows of its tests (tests/flow_rules/cases.json).
//   node scripts/flow-docs.mjs

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { flowRules, lintFlow, renderFlow } from '../flow/index.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The subject of each group. */
const GROUPS = {
  structure: 'What a flow and each of its nodes must be.',
  links: 'Every way out of a node leads to a node.',
  paths: 'Where a session can get to.',
  camera: 'What checks by video need before them.',
  prompts: 'Instructions to the avatar. Most of these rules guess at what a prompt means.',
  routes: 'Outcomes that lead where they should not.',
  fields: 'Values of single fields, and names of data that the session does not have.',
};

const BASIS = {
  types: 'the types, the README or the changelog of the SDK',
  documented: 'the documentation of FaceSign',
  heuristic: 'an inference, or a guess at what a prompt means',
};

/** The pages by path. */
export function flowPages() {
  const cases = JSON.parse(readFileSync(join(ROOT, 'tests/flow_rules/cases.json'), 'utf8'));
  const pages = Object.keys(GROUPS).map((group) => [`docs/flow/${group}.md`, groupPage(group, cases)]);
  return Object.fromEntries([['docs/flow/README.md', overview()], ...pages]);
}

const groupOf = ({ id }) => id.split('/')[0];
const anchorOf = ({ id }) => id.replace('/', '');

function overview() {
  const { ruleset } = lintFlow([]);
  const rows = flowRules.map((rule) => {
    const link = `[\`${rule.id}\`](${groupOf(rule)}.md#${anchorOf(rule)})`;
    return `| ${link} | ${rule.severity} | ${rule.basis} | ${rule.summary} |`;
  });
  return `<!-- Written by scripts/flow-docs.mjs. -->

# Flow rules

These rules find what can't work in the flow of a session, or fails for some end users. [Checking flows](../flow-check.md)
shows how to run them.

| severity  | means                                                             |
| --------- | ----------------------------------------------------------------- |
| \`error\`   | it can't work                                                     |
| \`warning\` | it fails for some end users, or is probably a mistake              |
| \`info\`    | worth knowing                                                     |

| certainty      | source of the rule                                          |
| -------------- | ----------------------------------------------------------- |
${Object.entries(BASIS)
  .map(([basis, text]) => `| \`${basis}\` | ${text} |`)
  .join('\n')}

The rules were last compared with the SDK and the documentation on ${ruleset}, which is \`ruleset\` of a report.

## Limits

- **Conversation rules.** The documentation has eleven; only rules 1, 2 and 8 are known here. A flow without findings may
  still break the others.
- **The server.** It is not known what the server itself rejects today. Only what can never work is an error.
- **Undecidable cases.** They are not reported. A node with a broken link, or of an unknown type, may lead anywhere: the
  nodes that lead to it are not reported as dead ends, and if it can be reached, no node is reported as unreachable.

## Rules

| rule | severity | certainty | requires |
| ---- | -------- | --------- | -------- |
${rows.join('\n')}
`;
}

function groupPage(group, cases) {
  const sections = flowRules.filter((rule) => groupOf(rule) === group).map((rule) => section(rule, cases));
  const title = group[0].toUpperCase() + group.slice(1);
  return `<!-- Written by scripts/flow-docs.mjs. -->

# ${title}

${GROUPS[group]} [All rules](README.md)

${sections.join('\n')}`;
}

function section(rule, cases) {
  const { breaks } = cases.find((one) => one.rule === rule.id);
  const { findings } = lintFlow(breaks);
  const own = findings.filter((finding) => finding.rule === rule.id);
  return `## ${rule.id}

${rule.summary}

- **Why:** ${rule.why}
- **Severity:** ${rule.severity}
- **Certainty:** \`${rule.basis}\`, ${BASIS[rule.basis]}
- **Source:** ${rule.source}
- **Fix:** ${rule.fix}.

This flow breaks it:

\`\`\`json
${readable(breaks)}
\`\`\`

\`\`\`text
${own.map(shown).join('\n')}
\`\`\`
${picture(breaks, own)}`;
}

function shown({ severity, path, message, witness }) {
  const line = `${severity} ${path}: ${message}`;
  return witness ? `${line}\n  path: ${witness.join(' → ')}` : line;
}

/** A flow that can't be read has no picture. */
function picture(flow, findings) {
  const mermaid = renderFlow(flow, { format: 'mermaid', findings });
  return mermaid.includes('n0') ? `\n\`\`\`mermaid\n${mermaid}\`\`\`\n` : '';
}

/** One node per line. */
function readable(input) {
  const lines = (nodes, indent) => nodes.map((node) => `${indent}${JSON.stringify(node)}`).join(',\n');
  if (Array.isArray(input)) return `[\n${lines(input, '  ')}\n]`;
  const members = Object.entries(input).map(([name, value]) =>
    name === 'flow' && Array.isArray(value)
      ? `  "flow": [\n${lines(value, '    ')}\n  ]`
      : `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  return `{\n${members.join(',\n')}\n}`;
}

function main() {
  for (const [path, text] of Object.entries(flowPages())) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), text);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
