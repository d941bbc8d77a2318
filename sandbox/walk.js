// @ts-check
// The way through a flow, one node at a time: sandbox.play and the page take the same steps
// (docs/api-contract.md#node-reports). A node can be left by each of its outcomes; one of them is the good one.

/** @typedef {Record<string, any>} Node */
/**
 * A way out of a node. `name`: what chooses it. `next`: id of the next node. `outcome` and `fields`: what the report says.
 * @typedef {{ name: string, next: string, outcome: string, condition?: string, fields?: object }} End
 */
/** @typedef {{ node: Node, end: End, at: number }} Visit `at`: when it ended, in milliseconds since 1970 */
/** @typedef {{ good: string, fields?: Record<string, object> }} Kind the good outcome, and the fields that outcomes add to the report */

const EMAIL = 'user@example.test';
const PHONE = '+15550100';

/** Node types whose outcomes have fixed names. @type {ReadonlyMap<unknown, Kind>} */
const KINDS = new Map(
  Object.entries({
    liveness_detection: {
      good: 'livenessDetected',
      fields: { inconclusive: { inconclusiveReason: 'unusable_media' } },
    },
    enter_email: { good: 'emailEntered', fields: { emailEntered: { email: EMAIL } } },
    document_scan: {
      good: 'scanSuccess',
      fields: { scanSuccess: { report: { documentClassInfo: {}, subResults: [] } } },
    },
    recognition: { good: 'newUser', fields: { recognized: { report: { name: 'Example User' } } } },
    face_scan: {
      good: 'passed',
      fields: {
        passed: { report: { livenessChallengePassed: true } },
        notPassed: { report: { livenessChallengePassed: false } },
      },
    },
    two_factor_email: { good: 'verified', fields: { '*': { report: { email: EMAIL } } } },
    two_factor_sms: { good: 'verified', fields: { '*': { report: { phoneNumber: PHONE } } } },
    permissions: { good: 'permissionsGranted' },
    face_compare: {
      good: 'match',
      fields: {
        match: comparison(true, true),
        noMatch: comparison(false, true),
        imageUnavailable: comparison(false, false),
      },
    },
  }),
);

/** A flow may have cycles. Nobody asks for more outcomes than this on purpose. */
const MAX_VISITS = 10_000;

/** @param {boolean} isMatch @param {boolean} found */
function comparison(isMatch, found) {
  return { report: { isMatch, sourceAImageFound: found, sourceBImageFound: found } };
}

/** The nodes of a flow, and which one follows a path. @param {unknown} flow */
function readFlow(flow) {
  const nodes = Array.isArray(flow) ? flow.filter(isObject) : [];
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const first = nodes.find(({ type }) => type === 'start')?.outcome;
  return {
    nodes,
    /** @param {readonly Visit[]} visits @returns {Node | undefined} undefined where the path leads to no node */
    after(visits) {
      const last = visits.at(-1);
      const next = last ? last.end.next : first;
      return typeof next === 'string' ? byId.get(next) : undefined;
    },
  };
}

/**
 * Goes on from the visits so far. Outcomes are used in order, each by the next node that has it; all other nodes end well.
 * The walk stops at a node that it doesn't understand, and follows a cycle only while outcomes remain. `left` holds the
 * outcomes that no node used.
 * @param {unknown} flow @param {readonly string[]} outcomes @param {{ visits?: readonly Visit[], at: number }} from
 * @returns {{ visits: Visit[], left: readonly string[] }}
 */
function walk(flow, outcomes, { visits: earlier = [], at }) {
  const { after } = readFlow(flow);
  const visits = [...earlier];
  const seen = new Set(visits.map(({ node }) => node));
  let left = outcomes;
  let node = after(visits);
  while (node && visits.length < MAX_VISITS && (left.length > 0 || !seen.has(node))) {
    const requested = left[0] === undefined ? undefined : endOf(node, left[0]);
    const end = requested ?? goodEnd(node);
    if (!end) break;
    if (requested) left = left.slice(1);
    seen.add(node);
    visits.push({ node, end, at });
    node = after(visits);
  }
  return { visits, left };
}

/** Undefined for an incomplete node, which a lenient server accepts. @param {Node} node */
function goodEnd(node) {
  const good = KINDS.get(node.type)?.good;
  if (good !== undefined) return endOf(node, good);
  return node.type === 'field_condition' ? endsOf(node).at(-1) : endsOf(node)[0];
}

/** @param {Node} node @param {string} name @returns {End | undefined} */
function endOf(node, name) {
  return endsOf(node).find((end) => end.name === name);
}

/** All ways out of a node, in their order. @param {Node} node @returns {End[]} */
function endsOf(node) {
  const kind = KINDS.get(node.type);
  const ends = kind ? fixedEnds(node, kind) : edgesOf(node);
  return ends.filter(({ name, next }) => typeof name === 'string' && typeof next === 'string');
}

/** @param {Node} node @param {Kind} kind */
function fixedEnds({ outcomes }, { fields }) {
  return Object.entries(isObject(outcomes) ? outcomes : {}).map(([name, next]) => ({
    ...{ name, next, outcome: name },
    fields: fields?.[name] ?? fields?.['*'] ?? {},
  }));
}

/** A node without fixed outcomes reports the id of the next node. @param {Node} node @returns {End[]} */
function edgesOf(node) {
  const { type, outcome, outcomes, rules, default: otherwise } = node;
  if (type === 'conversation') return [...conditional(outcomes), ...awaitExits(node)];
  if (type === 'data_validation') return conditional(outcomes);
  if (type === 'external_call') return [{ ...edge(outcome), ...callFields(node) }];
  if (type === 'field_condition')
    return [...nodeArray(rules).map((rule) => edge(rule.outcome, ruleText(rule))), edge(otherwise)];
  return [];
}

/** @param {any} next @param {string} [condition] @param {any} [name] @returns {End} */
function edge(next, condition, name = next) {
  return { name, next, outcome: next, ...(typeof condition === 'string' ? { condition } : {}) };
}

/** @param {unknown} outcomes */
function conditional(outcomes) {
  return nodeArray(outcomes).map(({ id, targetNodeId, condition }) => edge(targetNodeId, condition, id));
}

/** @param {Node} node */
function awaitExits({ awaitExternal }) {
  const exits = isObject(awaitExternal) && isObject(awaitExternal.exits) ? awaitExternal.exits : {};
  return Object.entries(exits).map(([name, next]) => edge(next, undefined, name));
}

/** @param {Node} rule */
function ruleText({ left, operator, right }) {
  const parts = [left?.field, operator, right?.value ?? right?.field];
  return parts.filter((part) => part !== undefined).join(' ');
}

/** @param {Node} node */
function callFields({ request }) {
  if (typeof request?.url !== 'string') return {};
  return { fields: { report: { url: request.url, ok: true, status: 200, response: {}, attempts: 1 } } };
}

/** @param {unknown} value @returns {Node[]} */
function nodeArray(value) {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** @param {unknown} value @returns {value is Node} */
function isObject(value) {
  return typeof value === 'object' && value !== null;
}

module.exports = { endOf, endsOf, goodEnd, readFlow, walk };
