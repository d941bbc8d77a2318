// @ts-check
// The report of a session that was played to its end: a walk through its flow (docs/api-contract.md#node-reports). Each node ends as it is told
// to, else well.

/** @typedef {Record<string, any>} Node */
/** @typedef {import('./index').SandboxSession} Session */
/** @typedef {{ next: string, outcome: string, fields?: object }} End `next` is where the flow goes on */
/** @typedef {{ node: Node, end: End }} Visit */
/** @typedef {{ good: string, fields?: Record<string, object> }} Kind the outcome of a good end; what outcomes put into the report */

const EMAIL = 'user@example.test';
const PHONE = '+15550100';

/** Kinds of nodes whose outcomes have fixed names. @type {Record<string, Kind>} */
const KINDS = {
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
};

/** A flow with a cycle may be played around it; a list of outcomes is never so long by intent. */
const MAX_VISITS = 10_000;

/** @param {boolean} isMatch @param {boolean} found */
function comparison(isMatch, found) {
  return { report: { isMatch, sourceAImageFound: found, sourceBImageFound: found } };
}

/** @param {Session} session @param {Visit[]} visits */
function reportOfPlayed(session, visits) {
  const { settings, report } = session;
  const at = session.startedAt ?? session.createdAt;
  return {
    ...report,
    transcript: transcriptOf(visits, at),
    lang: settings.defaultLang ?? report.lang,
    nodeReports: visits.map((visit) => nodeReport(visit, at)),
    ...(settings.videoAIAnalysisEnabled === true ? videoAnalysis() : {}),
    ...(Array.isArray(settings.extractionSchema)
      ? { extractedData: extracted(settings.extractionSchema) }
      : {}),
  };
}

/**
 * Walks a flow. The outcomes are taken in order, each by the next node on the way that has it; all other nodes end well. A
 * flow may be anything, so the walk stops where it doesn't understand, and goes round a cycle only for outcomes that are
 * left. What no node took is in `left`.
 * @param {unknown} flow @param {readonly string[]} outcomes @returns {{ visits: Visit[], left: readonly string[] }}
 */
function walk(flow, outcomes) {
  const nodes = Array.isArray(flow) ? flow : [];
  const byId = new Map(nodes.map((node) => [node?.id, node]));
  const seen = new Set();
  /** @type {Visit[]} */
  const visits = [];
  let left = outcomes;
  let node = byId.get(nodes.find((item) => item?.type === 'start')?.outcome);
  while (node && visits.length < MAX_VISITS && (left.length > 0 || !seen.has(node.id))) {
    const told = left[0] === undefined ? undefined : endOf(node, left[0]);
    const end = told ?? goodEnd(node);
    if (!end) break;
    if (told) left = left.slice(1);
    seen.add(node.id);
    visits.push({ node, end });
    node = byId.get(end.next);
  }
  return { visits, left };
}

/** A node without its fields ends the walk: a lenient server takes it. @param {Node} node */
function goodEnd(node) {
  const { good } = KINDS[node.type] ?? {};
  if (good !== undefined) return endOf(node, good);
  const [way] = waysOf(node).slice(-1);
  return way && { next: way.next, outcome: way.next, ...fieldsOfCall(node) };
}

/** @param {Node} node @param {string} outcome @returns {End | undefined} */
function endOf(node, outcome) {
  const kind = KINDS[node.type];
  if (!kind) {
    const way = waysOf(node).find(({ id }) => id === outcome);
    return way && { next: way.next, outcome: way.next, ...fieldsOfCall(node) };
  }
  const next = isObject(node.outcomes) && Object.hasOwn(node.outcomes, outcome) && node.outcomes[outcome];
  if (typeof next !== 'string') return undefined;
  return { next, outcome, fields: kind.fields?.[outcome] ?? kind.fields?.['*'] ?? {} };
}

/** Where a node without fixed outcomes may lead, and by which name; the last one is the good end. @param {Node} node */
function waysOf({ type, outcome, outcomes, rules, default: otherwise }) {
  /** @type {Record<string, unknown[]>} */
  const ways = {
    conversation: listOf(outcomes)
      .map(({ id, targetNodeId: next }) => ({ id, next }))
      .reverse(),
    data_validation: listOf(outcomes)
      .map(({ id, targetNodeId: next }) => ({ id, next }))
      .reverse(),
    external_call: [{ id: outcome, next: outcome }],
    field_condition: [...listOf(rules).map((rule) => rule.outcome), otherwise].map((next) => ({
      id: next,
      next,
    })),
  };
  const found = /** @type {{ id: unknown, next: string }[]} */ (ways[type] ?? []);
  return found.filter(({ next }) => typeof next === 'string');
}

/** @param {Node} node */
function fieldsOfCall({ type, request }) {
  if (type !== 'external_call' || typeof request?.url !== 'string') return {};
  return { fields: { report: { url: request.url, ok: true, status: 200, response: {}, attempts: 1 } } };
}

/** @param {unknown} value @returns {Node[]} */
function listOf(value) {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** @param {unknown} value @returns {value is Node} */
function isObject(value) {
  return typeof value === 'object' && value !== null;
}

/** @param {Visit} visit @param {number} createdAt */
function nodeReport({ node, end }, createdAt) {
  return { type: node.type, nodeId: node.id, createdAt, outcome: end.outcome, ...end.fields };
}

/** @param {Visit[]} visits @param {number} createdAt */
function transcriptOf(visits, createdAt) {
  return visits
    .filter(({ node }) => node.type === 'conversation')
    .map(({ node }, index) => {
      const text = String(node.prompt ?? '').replace(/^Say:\s*/, '');
      return { id: `p${index + 1}`, createdAt, text, isAvatar: true };
    });
}

function videoAnalysis() {
  const videoAIAnalysis = {
    faceAuthenticity: { observation: 'Natural', confidence: 0.97, evaluation: 'normal' },
  };
  return { videoAIAnalysis, videoAIAnalysisStatus: 'succeeded' };
}

/** @param {Node[]} schema */
function extracted(schema) {
  return Object.fromEntries(schema.map((field) => [field?.fieldName, exampleOf(field)]));
}

/** @param {Node} field */
function exampleOf(field) {
  /** @type {Record<string, unknown>} */
  const examples = { string: 'example', number: 1, boolean: true, date: '2026-01-01' };
  return field?.enum?.[0] ?? examples[field?.type] ?? null;
}

module.exports = { reportOfPlayed, walk };
