// Text for users keeps to one word per thing. These are words of an older dialect, each with the word to use instead.
// Every entry is narrow enough that correct text never contains it.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';

const root = new URL('../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');

/** A pattern, what to write instead, and text that the pattern is for. */
const WORDS = [
  [/\btime-outs?\b/i, 'timeout', 'one time-out over all'],
  [/\b(?:ran|runs?|running) out of time\b/i, 'timed out', 'a call that ran out of time'],
  [/\b(?:all|the|its|of|between|and|over|two|three|more|no) tries\b/i, 'attempts', 'all tries of one call'],
  [/\b(?:each|every|one|first|second|last|further) try\b/i, 'attempt', 'the time of one try'],
  [
    /\b(?:call|create|request|it)s? (?:is|are|was|were) (?:tried again|repeated)\b/i,
    'retried',
    'no call is repeated',
  ],
  [/\b(?:a|the|each|every|longest|no) waits?\b(?! for\b)/i, 'delay', 'the longest wait'],
  [/\bmend(?:s|ed|ing)?\b/i, 'fix', 'To mend it'],
  [/\bwhoever\b/i, 'who it is: a caller, a user', 'whoever repeats a key'],
  [/\b(?:what|which) (?:lies|lay) (?:behind|beneath)\b/i, 'the underlying …', 'what lies beneath'],
  [/\b(?:is|are|was|were) told\b/i, 'gets, sees', 'what the user is told'],
  [/\bno legal\b/i, 'invalid, must be', 'is no legal header'],
  [/(?<!\bthere )\bis no (?!longer\b|more\b)\w/i, 'is not', 'a body that is no JSON'],
  [/\bcalls? (?:that )?(?:is|are|was|were) held\b|\bheld calls?\b/i, 'paused', 'all calls are held'],
  [/\bnot begun\b/i, 'not started', 'a call that is not begun'],
  [/\bcircles? of (?:modules|nodes)\b/i, 'cycle', 'a circle of modules'],
  [/\bdistrust/i, 'evict', 'idle connections are distrusted'],
  [/\bcarried over\b/i, 'supported', 'not carried over'],
  [/\bpassed over\b/i, 'ignored', 'an entry is passed over'],
  [/\bof these days\b/i, 'current', 'a server of these days'],
  [/\bnot to be had\b/i, 'not available', 'libraries are not to be had'],
  [/\b(?:honour|behaviour|favour|colour|neighbour)/i, 'American spelling', 'the service honours it'],
  [/\b(?:optim|normal|recogn|summar|util)is(?:e|ing|ation)/i, 'American spelling', 'optimised'],
  [/\blicences?\b/i, 'license', 'MIT licence'],
];

const inFolder = (folder, extension, recursive = false) =>
  readdirSync(new URL(folder, root), { recursive })
    .map((name) => `${folder}/${name}`)
    .filter((path) => extension.test(path));

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'sandbox/README.md',
  ...['docs', 'docs/decisions', 'docs/flow', 'docs/recipes'].flatMap((folder) => inFolder(folder, /\.md$/)),
  ...inFolder('docs/recipes/code', /\.(?:mjs|ts)$/, true),
  'examples/server.mjs',
  ...inFolder('types', /\.d\.ts$/),
  ...['.', 'flow', 'sandbox'].flatMap((folder) => inFolder(folder, /\/index\.d\.m?ts$/)),
];
const programs = [...inFolder('lib', /\.js$/, true), ...inFolder('sandbox', /\.js$/, true)];
const paths = [...documents, ...programs];

/** What is left out, and why. */
const EXCEPT = [
  [
    /^docs\/(?:reliability|performance|api-report[.\w]*)\.md$/,
    'generated from measurements and declarations',
  ],
  [
    /^docs\/flow\/(?:fields|routes|structure)\.md$/,
    'generated from src/flow/rules.rs, some of whose texts are yet to be rewritten',
  ],
];

/** All of a document, and what a program can print: everything but its comments. */
function printed(path) {
  if (!programs.includes(path)) return read(path);
  return read(path)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '$1');
}

/** Text on one line, without link targets and the marks of comments, so that a phrase is found across a line break. */
const flat = (text) => text.replace(/\]\([^)\s]*\)/g, ']').replace(/\s*\n[\s*/#]*/g, ' ');

function found(text) {
  return WORDS.flatMap(([pattern, instead]) => {
    const [word] = pattern.exec(text) ?? [];
    return word === undefined ? [] : [`"${word}": write ${instead}`];
  });
}

describe('the words to avoid', () => {
  for (const [pattern, instead, example] of WORDS)
    test(`${example} → ${instead}`, () => assert.match(example, pattern));
});

describe('text for users has none of them', () => {
  for (const path of paths.filter((one) => !EXCEPT.some(([pattern]) => pattern.test(one))))
    test(path, () => assert.deepEqual(found(flat(printed(path))), []));
});

describe('each exception is needed', () => {
  for (const [pattern, why] of EXCEPT)
    test(`${pattern}: ${why}`, () =>
      assert.ok(paths.some((path) => pattern.test(path) && found(flat(printed(path))).length > 0)));
});
