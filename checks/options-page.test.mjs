// docs/options.md matches types/options.d.ts: each option with its declaration and its whole description. `npm run docs`
// generates the page with tools that aren't dependencies of the project, so this test compares the files.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';

const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const oneLine = (text) =>
  text
    .replace(/^\s*\*\s?/gm, ' ')
    .replace(/\s+/g, ' ')
    .trim();

const page = read('docs/options.md');
const declarations = [
  ...read('types/options.d.ts').matchAll(/^export interface (\w+Options) .*?\{\n([\s\S]*?)^\}/gm),
];

/** The options of an interface: text, name, and type without the `undefined` of every optional field. */
function optionsOf(body) {
  const fields = body.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s+(\w+\??): ([^;]+);/g);
  return [...fields].map(([, comment, name, type]) => ({
    name,
    shown: `\`${name}: ${type.replace(' | undefined', '')}\`\n\n${oneLine(comment)}\n`,
  }));
}

/** The page as blocks of a declaration and its text, each on one line. */
const blocks = page.split(/^###? .*\n\n/m).map((block) => {
  const [declaration, ...text] = block.split('\n\n');
  return `${declaration}\n\n${oneLine(text.join('\n\n'))}\n`;
});

for (const [, interfaceName, body] of declarations)
  describe(`docs/options.md: ${interfaceName}`, () => {
    for (const { name, shown } of optionsOf(body))
      test(name.replace('?', ''), () =>
        assert.ok(blocks.includes(shown), `run \`npm run docs\`: docs/options.md lacks ${shown}`),
      );
  });

test('docs/options.md has no other options', () => {
  const declared = declarations.flatMap(([, , body]) => optionsOf(body)).length;
  assert.equal([...page.matchAll(/^### /gm)].length, declared);
  assert.ok(declared >= 35, `only ${declared} options were found in the declarations`);
});
