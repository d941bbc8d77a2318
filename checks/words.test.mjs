// One thing has one word, in text for users and in code. These are words to avoid, each with the word to use instead.
// Every entry is narrow enough that correct text never contains it.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';

const root = new URL('../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');

/** A pattern, what to write instead, and text that the pattern finds. */
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
  [/\b(?:each|longest|no) waits?\b(?! for\b)/i, 'delay', 'the longest wait'],
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
  [/\b(?:kilo|milli)?metres?\b|\blabelled\b/i, 'American spelling', 'in kilometres'],
  [/\blicences?\b/i, 'license', 'MIT licence'],
  [/\blook-ups?\b/i, 'lookup', 'a look-up that fails'],
  [/\bnothing tells\b/i, 'it is unknown', 'nothing tells whether the server acted'],
  [/\bhand-overs?\b/i, 'completion queue', 'one hand-over for results'],
];

/** Words of code only: users answer questions, and a text is also what someone reads. */
const CODE_WORDS = [
  [/(?<!No |['"`])\banswer(?:s|ing)?\b|[a-z]Answers?\b|\banswer[A-Z]/, 'response, respond', 'answers 404'],
  [/\btries\b(?= *(?:[.,:;=)\]}]|of|that|are|were)|$)/, 'attempts', 'the number of tries'],
  [
    /\b(?:call|client)s? (?:is|are|was) held\b|\bnot held\b|\bholds (?:for|across|no one)\b/i,
    'paused; is true for',
    'a client is not held',
  ],
  [
    /\btold (?:of|once|apart|in|so|to)\b|\btells (?:of|its)\b/i,
    'reported, shown, distinguished',
    'onError is told of it',
  ],
  [/\b(?:illegal|surroundings)\b/i, 'invalid; context', 'an illegal key'],
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
  ...['.', 'flow', 'sandbox', 'webhooks'].flatMap((folder) => inFolder(folder, /\/index\.d\.m?ts$/)),
];
const FOLDERS_OF_CODE =
  '__test__ benchmark checks examples flow fuzz/fuzz_targets lib sandbox scripts src tests webhooks';
const code = FOLDERS_OF_CODE.split(' ')
  .flatMap((folder) => inFolder(folder, /\.(?:[cm]?[jt]s|rs|sh)$/, true))
  .filter((path) => !path.includes('node_modules/'));

/** Files without a check, and why. */
const EXCEPT = [
  [/^benchmark\/(?:server\/responses\.rs|workloads\.mjs)$/, 'have prompts, as customers would write them'],
  [/^src\/flow\//, 'is about the answers of end users'],
  [/^checks\/words\.test\.mjs$/, 'has the words to avoid'],
];
const checked = (paths) => paths.filter((path) => !EXCEPT.some(([pattern]) => pattern.test(path)));

/** Text on one line, without link targets and the marks of comments, so that a phrase is found across a line break. */
const flat = (text) => text.replace(/\]\([^)\s]*\)/g, ']').replace(/\s*\n[\s*/#]*/g, ' ');

function found(path, words) {
  const text = flat(read(path));
  return words.flatMap(([pattern, instead]) => {
    const [word] = pattern.exec(text) ?? [];
    return word === undefined ? [] : [`"${word}": write ${instead}`];
  });
}

const inDocument = (path) => found(path, WORDS);
const inCode = (path) => found(path, [...WORDS, ...CODE_WORDS]);

describe('the words to avoid', () => {
  for (const [pattern, instead, example] of [...WORDS, ...CODE_WORDS])
    test(`${example} → ${instead}`, () => assert.match(example, pattern));
});

describe('text for users has none of them', () => {
  for (const path of checked(documents)) test(path, () => assert.deepEqual(inDocument(path), []));
});

test('code has none of them, in its comments and names', () => {
  const wrong = checked(code).map((path) => [path, ...inCode(path)]);
  assert.deepEqual(
    wrong.filter(([, ...words]) => words.length > 0),
    [],
  );
});

describe('each exception is needed', () => {
  for (const [pattern, why] of EXCEPT)
    test(`${pattern}: ${why}`, () => {
      const paths = [...documents, ...code].filter((path) => pattern.test(path));
      assert.ok(paths.some((path) => (code.includes(path) ? inCode(path) : inDocument(path)).length > 0));
    });
});
