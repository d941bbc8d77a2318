// @ts-check
// The report of a session, made from the nodes that were visited (docs/api-contract.md#node-reports).

/** @typedef {import('./index').SandboxSession} Session */
/** @typedef {import('./walk').Node} Node */
/** @typedef {import('./walk').Visit} Visit */

const MEDIA_LIFE_MS = 900_000;
const CAMERA = ['liveness_detection', 'face_scan', 'recognition', 'face_compare'];

/** The report of a session as far as it went. @param {Session} session @param {readonly Visit[]} visits */
function reportSoFar(session, visits) {
  const { settings, report } = session;
  return {
    ...report,
    transcript: transcriptOf(visits),
    lang: settings.defaultLang ?? report.lang,
    nodeReports: visits.map(nodeReport),
    ...mediaOf(session, visits),
  };
}

/** The report of a complete session. @param {Session} session @param {readonly Visit[]} visits */
function playedReport(session, visits) {
  const { settings } = session;
  return {
    ...reportSoFar(session, visits),
    ...(settings.videoAIAnalysisEnabled === true ? videoAnalysis() : {}),
    ...(Array.isArray(settings.extractionSchema)
      ? { extractedData: extracted(settings.extractionSchema) }
      : {}),
  };
}

/** @param {Visit} visit */
function nodeReport({ node, end, at }) {
  return { type: node.type, nodeId: node.id, createdAt: at, outcome: end.outcome, ...end.fields };
}

/** @param {readonly Visit[]} visits */
function transcriptOf(visits) {
  return visits
    .filter(({ node }) => node.type === 'conversation')
    .map(({ node, at }, index) => {
      const text = spoken(node);
      return { id: `p${index + 1}`, createdAt: at, text, isAvatar: true };
    });
}

/** What the avatar says. @param {Node} node */
function spoken({ prompt }) {
  return String(prompt ?? '').replace(/^Say:\s*/, '');
}

/** The files that the visited nodes leave. Their addresses lead nowhere. @param {Session} session @param {readonly Visit[]} visits */
function mediaOf({ id }, visits) {
  const camera = visits.find(({ node }) => CAMERA.includes(node.type));
  const talk = visits.find(({ node }) => node.type === 'conversation');
  const scans = visits.filter(({ end }) => end.outcome === 'scanSuccess');
  const media = {
    ...(camera ? { screenshots: [file(id, 'screenshot', camera.at, 'image/jpeg')] } : {}),
    ...(camera ? { userVideo: file(id, 'user', camera.at, 'video/mp4') } : {}),
    ...(talk ? { avatarVideo: file(id, 'avatar', talk.at, 'video/mp4') } : {}),
    ...(scans.length > 0 ? { documentImages: scans.map((scan, index) => image(id, scan.at, index)) } : {}),
  };
  return Object.keys(media).length > 0 ? { media } : {};
}

/** @param {string} session @param {string} kind @param {number} createdAt @param {string} contentType */
function file(session, kind, createdAt, contentType) {
  const url = `https://media.example.test/${session}/${kind}`;
  return { id: `${session}-${kind}`, url, createdAt, expireAt: createdAt + MEDIA_LIFE_MS, contentType };
}

/** @param {string} session @param {number} at @param {number} index */
function image(session, at, index) {
  return { side: 0, type: 'document', file: file(session, `document-${index + 1}`, at, 'image/jpeg') };
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

module.exports = { playedReport, reportSoFar, spoken };
