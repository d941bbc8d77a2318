// @ts-check
// Parses the request header `x-sandbox-fault`, such as `status=503; retry-after=1; body=html`. Names are those of
// SandboxFault with hyphens. Values are percent-encoded, so `;` is `%3B`.

const { checkFault } = require('./faults.js');

const NUMBERS = ['status', 'delay-ms'];
const FLAGS = ['truncate', 'after-handling'];
const STRINGS = ['code', 'type', 'message', 'retry-after', 'body', 'stall', 'reset'];

/** @param {string} header */
function parseFaultHeader(header) {
  /** @type {Record<string, any>} */
  const fault = {};
  for (const part of header.split(';').filter((part) => part.trim() !== '')) {
    const [name = '', ...rest] = part.split('=');
    setField(fault, name.trim().toLowerCase(), decodeValue(rest.join('=').trim()));
  }
  return checkFault(fault);
}

/** @param {Record<string, any>} fault @param {string} name @param {string} value */
function setField(fault, name, value) {
  const field = name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  if (NUMBERS.includes(name)) fault[field] = Number(value);
  else if (FLAGS.includes(name)) fault[field] = value === '' || value === 'true';
  else if (STRINGS.includes(name)) fault[field] = value;
  else if (name === 'raw') fault.body = { raw: value };
  else if (name.startsWith('header.'))
    fault.headers = { ...fault.headers, [name.slice('header.'.length)]: value };
  else
    throw new TypeError(
      `Unknown field '${name}' of x-sandbox-fault. Known: ${[...NUMBERS, ...FLAGS, ...STRINGS].join(', ')}, raw, header.<name>.`,
    );
}

/** @param {string} value */
function decodeValue(value) {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new TypeError(`x-sandbox-fault has an invalid percent-encoding: '${value}'. Write % as %25.`);
  }
}

module.exports = { parseFaultHeader };
