// @ts-check
// The report of a finished session, made by a walk through its flow (docs/api-contract.md#node-reports). Each node has the
// outcome that was asked for, or a good one.

/** @typedef {Record<string, any>} Node */
/** @typedef {import('./index').SandboxSession} Session */
/** @typedef {{ next: string, outcome: string, fields?: object }} End `next` is the id of the next node */
/** @typedef {{ node: Node, end: End }} Visit */
/** @typedef {{ good: string, fields?: Record<string, object> }} Kind the good outcome, and the fields that outcomes add to the report */

const EMAIL = 'user@example.test';
const PHONE = '+15550100';

/** Node types whose outcomes have fixed names. @type {Record<string, Kind>} */
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

/** A flow may have cycles. Nobody asks for more outcomes than this on purpose. */
const MAX_VISITS = 10_000;

/** @param {boolean} isMatch @param {boolean} found */
function comparison(isMatch, found) {
  return { report: { isMatch, sourceAImageFound: found, sourceBImageFound: found } };
}

/** @param {Session} session @param {Visit[]} visits */
function playedReport(session, visits) {
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
 * Walks through a flow. Outcomes are used in order, each by the next node that has it; all other nodes end well. The walk
 * stops at a node that it doesn't understand, and follows a cycle only while outcomes remain. `left` holds the outcomes that
 * no node used.
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
    const requested = left[0] === undefined ? undefined : endOf(node, left[0]);
    const end = requested ?? goodEnd(node);
    if (!end) break;
    if (requested) left = left.slice(1);
    seen.add(node.id);
    visits.push({ node, end });
    node = byId.get(end.next);
  }
  return { visits, left };
}

/** Undefined for an incomplete node, which a lenient server accepts. @param {Node} node */
function goodEnd(node) {
  const { good } = KINDS[node.type] ?? {};
  if (good !== undefined) return endOf(node, good);
  const [edge] = edgesOf(node).slice(-1);
  return edge && { next: edge.next, outcome: edge.next, ...callFields(node) };
}

/** @param {Node} node @param {string} outcome @returns {End | undefined} */
function endOf(node, outcome) {
  const kind = KINDS[node.type];
  if (!kind) {
    const edge = edgesOf(node).find(({ id }) => id === outcome);
    return edge && { next: edge.next, outcome: edge.next, ...callFields(node) };
  }
  const next = isObject(node.outcomes) && Object.hasOwn(node.outcomes, outcome) && node.outcomes[outcome];
  if (typeof next !== 'string') return undefined;
  return { next, outcome, fields: kind.fields?.[outcome] ?? kind.fields?.['*'] ?? {} };
}

/** The outgoing edges of a node without fixed outcomes. The last one is the good outcome. @param {Node} node */
function edgesOf({ type, outcome, outcomes, rules, default: otherwise }) {
  /** @type {Record<string, unknown[]>} */
  const edges = {
    conversation: nodeArray(outcomes)
      .map(({ id, targetNodeId: next }) => ({ id, next }))
      .reverse(),
    data_validation: nodeArray(outcomes)
      .map(({ id, targetNodeId: next }) => ({ id, next }))
      .reverse(),
    external_call: [{ id: outcome, next: outcome }],
    field_condition: [...nodeArray(rules).map((rule) => rule.outcome), otherwise].map((next) => ({
      id: next,
      next,
    })),
  };
  const found = /** @type {{ id: unknown, next: string }[]} */ (edges[type] ?? []);
  return found.filter(({ next }) => typeof next === 'string');
}

/** @param {Node} node */
function callFields({ type, request }) {
  if (type !== 'external_call' || typeof request?.url !== 'string') return {};
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

module.exports = { playedReport, walk };
