// docs/options.md, made from types/options.d.ts, so that a default and a range have one home. It is committed, since it is
// read on GitHub, too; checks/options-page.test.mjs holds it against the declarations.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from './pages.mjs';

const SOURCE = 'types/options.d.ts';
const source = ts.createSourceFile(
  SOURCE,
  readFileSync(join(root, SOURCE), 'utf8'),
  ts.ScriptTarget.Latest,
  true,
);

const interfaces = source.statements.filter(
  (node) => ts.isInterfaceDeclaration(node) && node.name.text.endsWith('Options'),
);

/** Options that are fields of another option, such as those of `retry`, have its name before theirs. */
const prefixes = new Map();
for (const { members } of interfaces)
  for (const member of members)
    for (const { name } of interfaces)
      if (member.type.getText().includes(name.text)) prefixes.set(name.text, `${member.name.getText()}.`);

const textOf = (node) => ts.getTextOfJSDocComment(node.jsDoc?.at(-1)?.comment) ?? '';

/** The type as declared, but for the `undefined` of every optional field. */
function typeOf({ type }) {
  if (!ts.isUnionTypeNode(type)) return type.getText();
  const types = type.types.filter(({ kind }) => kind !== ts.SyntaxKind.UndefinedKeyword);
  return types.map((one) => one.getText()).join(' | ');
}

function option(member, prefix) {
  const name = member.name.getText();
  return `### \`${prefix}${name}\`\n\n\`${name}${member.questionToken ? '?' : ''}: ${typeOf(member)}\`\n\n${textOf(member)}\n`;
}

function section(node) {
  const name = node.name.text;
  const title = name.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const options = node.members.map((member) => option(member, prefixes.get(name) ?? ''));
  return [`## ${title}\n\n${textOf(node)}\n`, ...options].join('\n');
}

// The client first, then what its options consist of, then the rest.
const order = ({ name }) => (name.text === 'ClientOptions' ? 0 : prefixes.has(name.text) ? 1 : 2);
const sections = interfaces.toSorted((a, b) => order(a) - order(b)).map(section);
const head = `<!-- Made from ${SOURCE} by \`npm run docs\`. Do not edit. -->\n\n# Options\n`;
writeFileSync(join(root, 'docs/options.md'), [head, ...sections].join('\n'));
