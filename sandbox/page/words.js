// @ts-check
// What the pages say about nodes and times.

/** By type: its name, and what the end user does. @type {ReadonlyMap<unknown, readonly [name: string, task: string]>} */
const TYPES = new Map(
  /** @type {const} */ ([
    ['conversation', ['Conversation', 'The avatar talks with the user.']],
    ['liveness_detection', ['Liveness check', 'The user looks at the camera. Is it a live person?']],
    ['enter_email', ['Email address', 'The user enters an email address.']],
    ['data_validation', ['Data check', 'FaceSign checks the data. The user does nothing.']],
    ['document_scan', ['Document scan', 'The user holds a document in front of the camera.']],
    ['recognition', ['Recognition', 'The user looks at the camera. Is the face known?']],
    ['face_scan', ['Face scan', 'The user follows the instructions in front of the camera.']],
    ['face_compare', ['Face comparison', 'FaceSign compares two faces.']],
    ['two_factor_email', ['Code by email', 'The user enters the code from an email.']],
    ['two_factor_sms', ['Code by SMS', 'The user enters the code from a text message.']],
    ['permissions', ['Permissions', 'The browser asks for the camera and the microphone.']],
    ['external_call', ['External call', 'FaceSign calls your server. The user does nothing.']],
    ['field_condition', ['Branch', 'FaceSign compares a value and picks a way. The user does nothing.']],
    ['start', ['Start', 'The flow begins here.']],
    ['end', ['End', 'The flow ends here.']],
  ]),
);

/** @param {unknown} type of a node */
const typeName = (type) => TYPES.get(type)?.[0] ?? 'Unknown node';
/** @param {unknown} type of a node */
const typeTask = (type) => TYPES.get(type)?.[1] ?? 'The sandbox does not know this type of node.';

/** @param {number} at milliseconds since 1970 */
const timeText = (at) => {
  const date = new Date(at);
  return Number.isNaN(date.getTime())
    ? String(at)
    : `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
};

module.exports = { timeText, typeName, typeTask };
