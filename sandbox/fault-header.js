// @ts-check
// The form a fault has in the request header `x-sandbox-fault`: `status=503; retry-after=1; body=html`.
// The names are those of SandboxFault with hyphens; values are percent-decoded, so that `;` can be written as `%3B`.

const { checkFault } = require('./faults.js');

const NUMBERS = ['status', 'delay-ms'];
const FLAGS = ['truncate', 'after-handling'];
const TEXTS = ['code', 'type', 'message', 'retry-after', 'body', 'stall', 'reset'];

/** @param {string} text */
function parseFaultHeader(text) {
  /** @type {Record<string, any>} */
  const fault = {};
  for (const part of text.split(';').filter((piece) => piece.trim() !== '')) {
    const [name = '', ...rest] = part.split('=');
    put(fault, name.trim().toLowerCase(), decodeValue(rest.join('=').trim()));
  }
  return checkFault(fault);
}

/** @param {Record<string, any>} fault @param {string} name @param {string} value */
function put(fault, name, value) {
  const field = name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  if (NUMBERS.includes(name)) fault[field] = Number(value);
  else if (FLAGS.includes(name)) fault[field] = value === '' || value === 'true';
  else if (TEXTS.includes(name)) fault[field] = value;
  else if (name === 'raw') fault.body = { raw: value };
  else if (name.startsWith('header.'))
    fault.headers = { ...fault.headers, [name.slice('header.'.length)]: value };
  else
    throw new TypeError(
      `x-sandbox-fault has no field '${name}'. It knows: ${[...NUMBERS, ...FLAGS, ...TEXTS].join(', ')}, raw, header.<name>.`,
    );
}

/** @param {string} value */
function decodeValue(value) {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new TypeError(
      `x-sandbox-fault holds '${value}', which is not percent-encoded: write a bare % as %25.`,
    );
  }
}

module.exports = { parseFaultHeader };
