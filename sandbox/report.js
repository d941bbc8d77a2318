// @ts-check
// The report of a completed session: a walk through its flow in which every check goes well (contract 4.3).

/** @typedef {Record<string, any>} Node */
/** @typedef {import('./index').SandboxSession} Session */

/**
 * What a good end of each kind of node puts into its report; `next` is where the flow goes on.
 * @type {Record<string, (node: Node) => { next: string, outcome?: string, fields?: object }>}
 */
const GOOD_ENDS = {
  conversation: (node) => ({ next: node.outcomes[0].targetNodeId }),
  data_validation: (node) => ({ next: node.outcomes[0].targetNodeId }),
  liveness_detection: named('livenessDetected'),
  enter_email: named('emailEntered', { email: 'user@example.test' }),
  document_scan: named('scanSuccess', { report: { documentClassInfo: {}, subResults: [] } }),
  recognition: named('newUser'),
  face_scan: named('passed', { report: { livenessChallengePassed: true } }),
  two_factor_email: named('verified', { report: { email: 'user@example.test' } }),
  two_factor_sms: named('verified', { report: { phoneNumber: '+15550100' } }),
  permissions: named('permissionsGranted'),
  face_compare: named('match', {
    report: { isMatch: true, sourceAImageFound: true, sourceBImageFound: true },
  }),
  external_call: (node) => ({
    next: node.outcome,
    fields: { report: { url: node.request.url, ok: true, status: 200, response: {}, attempts: 1 } },
  }),
  field_condition: (node) => ({ next: node.default }),
};

/** @param {string} outcome @param {object} [fields] */
function named(outcome, fields = {}) {
  return (/** @type {Node} */ node) => ({ next: node.outcomes[outcome], outcome, fields });
}

/** @param {Session} session */
function reportOfComplete(session) {
  const { settings, report } = session;
  const at = session.startedAt ?? session.createdAt;
  const nodes = visitedNodes(settings.flow);
  return {
    ...report,
    transcript: transcriptOf(nodes, at),
    lang: settings.defaultLang ?? report.lang,
    nodeReports: nodes.map((visit) => nodeReport(visit, at)),
    ...(settings.videoAIAnalysisEnabled === true ? videoAnalysis() : {}),
    ...(Array.isArray(settings.extractionSchema)
      ? { extractedData: extracted(settings.extractionSchema) }
      : {}),
  };
}

/** @typedef {{ node: Node, end: { next: string, outcome?: string, fields?: object } }} Visit */

/**
 * A flow may be anything, so the walk stops where it does not understand, and never turns in circles.
 * @param {unknown} flow @returns {Visit[]}
 */
function visitedNodes(flow) {
  if (!Array.isArray(flow)) return [];
  const byId = new Map(flow.map((node) => [node?.id, node]));
  /** @type {Map<string, Visit>} */
  const visits = new Map();
  let node = byId.get(flow.find((item) => item?.type === 'start')?.outcome);
  while (node && !visits.has(node.id)) {
    const end = goodEnd(node);
    if (!end) break;
    visits.set(node.id, { node, end });
    node = byId.get(end.next);
  }
  return [...visits.values()];
}

/** @param {Node} node */
function goodEnd(node) {
  try {
    const end = GOOD_ENDS[node.type]?.(node);
    return typeof end?.next === 'string' ? end : undefined;
  } catch {
    return undefined; // a node without its fields: the server takes it, so the walk just ends here
  }
}

/** @param {Visit} visit @param {number} createdAt */
function nodeReport({ node, end }, createdAt) {
  return { type: node.type, nodeId: node.id, createdAt, outcome: end.outcome ?? end.next, ...end.fields };
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

module.exports = { reportOfComplete };
