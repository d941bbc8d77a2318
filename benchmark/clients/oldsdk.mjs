// A call as the old SDK makes it (docs/api-contract.md#the-old-client), with the same node-fetch 2: its headers, its twelve body
// fields, its timeout until the headers arrive, and the body read as a string and parsed.

import { require } from './commonjs.mjs';

const FIELDS = [
  ...['clientReferenceId', 'metadata', 'providedData', 'avatarId', 'langs', 'defaultLang', 'zone', 'flow'],
  ...['customization', 'videoAIAnalysisEnabled', 'extractionSchema', 'backgroundAssetId'],
];
const TIMEOUT_MS = 10_000;

/** @param {Promise<any>} response */
function withTimeout(response) {
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(reject, TIMEOUT_MS, 'facesign_client_request_timeout');
  });
  return Promise.race([response, late]).finally(() => clearTimeout(timer));
}

/** @param {{base: string, key: string}} given */
export function open({ base, key }) {
  const fetch = require('node-fetch');
  async function request(method, path, body) {
    const headers = {
      'Facesign-Version': '2024-12-18',
      'x-facesign-api-version': '1.0.47',
      authorization: `Bearer ${key}`,
      ...(body && { 'content-type': 'application/json' }),
    };
    const url = new URL(`${base}${path}`);
    const options = { method, headers, body: body && JSON.stringify(body) };
    const response = await withTimeout(fetch(url.toString(), options));
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return JSON.parse(text);
  }
  const pickFields = (body) => Object.fromEntries(FIELDS.map((field) => [field, body[field]]));
  return {
    create: (body) => request('POST', '/sessions', pickFields(body)),
    list: () => request('GET', '/sessions'),
  };
}
