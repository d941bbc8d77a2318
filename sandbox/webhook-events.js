// @ts-check
// The webhook events that a change of a session brings (docs/api-contract.md#webhooks).

/** @typedef {import('./index').SandboxSession} Session */
/** @typedef {import('./index').SandboxWebhookEvent} Event */
/** @typedef {{ status?: unknown, report?: Record<string, any> | undefined }} Before what the session was before the change */
/** @typedef {{ type: string, media?: object }} Part of an event */

const MEDIA_LIFE_MS = 900_000;
const NO_TYPE = "A webhook event must be an object with a type, such as { type: 'session.status' }.";

/** Media come before the status that ends a session, analyses after it. @param {Session} session @param {Before} before @param {number} at @returns {Part[]} */
function eventsOf({ status, report }, before, at) {
  return [
    ...mediaOf(report, before.report, at),
    ...(status === before.status ? [] : [{ type: 'session.status' }]),
    ...analysesOf(report, before.report),
  ];
}

/** The files that the report didn't have before. @param {any} report @param {any} before @param {number} at @returns {Part[]} */
function mediaOf(report, before, at) {
  const known = new Set(filesOf(before).map(({ file }) => file.id));
  return filesOf(report)
    .filter(({ file }) => !known.has(file.id))
    .map(({ type, file }) => ({ type, media: webhookMedia(file, at) }));
}

/** A report of setSession may hold anything. @param {any} report @returns {{ type: string, file: any }[]} */
function filesOf(report) {
  const { screenshots, documentImages, userVideo } = report?.media ?? {};
  const files = [
    ...arrayOf(screenshots).map((file) => ({ type: 'media.user_photo', file })),
    ...arrayOf(documentImages).map((image) => ({ type: 'media.document_photo', file: image?.file })),
    { type: 'media.user_video', file: userVideo },
  ];
  return files.filter(({ file }) => typeof file?.id === 'string');
}

/** @param {unknown} value @returns {any[]} */
function arrayOf(value) {
  return Array.isArray(value) ? value : [];
}

/** @param {any} file of a report @param {number} at */
function webhookMedia({ id, createdAt, url, expireAt, contentType }, at) {
  return { id, createdAt: createdAt ?? at, url, expires: expireAt ?? at + MEDIA_LIFE_MS, contentType };
}

/** The analyses that have ended, with whatever result. @param {any} report @param {any} before @returns {Part[]} */
function analysesOf(report, before) {
  const [now, then] = [endsOf(report), endsOf(before)];
  return Object.entries(now)
    .filter(([type, end]) => end !== undefined && end !== then[type])
    .map(([type]) => ({ type }));
}

/** How each analysis ended; undefined while it hasn't. @param {any} report @returns {Record<string, unknown>} */
function endsOf(report) {
  const ended = (/** @type {unknown} */ state) => (state === 'pending' ? undefined : state);
  return {
    'analysis.video': ended(report?.videoAIAnalysisStatus),
    'analysis.screenshot': report?.aiAnalysis ? 'succeeded' : undefined,
    'analysis.deepfake': ended(report?.deepfakeDetectionStatus?.state),
  };
}

/**
 * An event with what it lacks.
 * @param {unknown} given @param {{ id: string, createdAt: number, sessionId: string }} missing @returns {Event}
 */
function filled(given, { id, createdAt, sessionId }) {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new TypeError(NO_TYPE);
  const fields = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const { type } = fields;
  if (typeof type !== 'string' || type === '') throw new TypeError(NO_TYPE);
  const event = { id, type, createdAt, sessionId, ...fields };
  return type.startsWith('media.') ? { ...event, media: fields.media ?? sampleMedia(event) } : event;
}

/** @param {Event} event */
function sampleMedia({ id, type, createdAt }) {
  const contentType = type.endsWith('video') ? 'video/mp4' : 'image/jpeg';
  return webhookMedia({ id: `m_${id}`, url: `https://media.example.test/m_${id}`, contentType }, createdAt);
}

module.exports = { eventsOf, filled };
