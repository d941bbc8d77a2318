// The old SDK's behavior on the wire, rebuilt from docs/api-contract.md with node-fetch 2, since the original can't be
// installed. Only tests use it. It doesn't log.

import fetch from 'node-fetch';

export const VERSION = '1.0.47';

const BODY_FIELDS = [
  'clientReferenceId',
  'metadata',
  'providedData',
  'avatarId',
  'langs',
  'defaultLang',
  'zone',
  'flow',
  'customization',
  'videoAIAnalysisEnabled',
  'extractionSchema',
  'backgroundAssetId',
];

const isDefined = (value) => value !== undefined;
// docs/api-contract.md#query-parameters: which value of a parameter is sent, in the order of the query.
const QUERY_FIELDS = [
  ['limit', isDefined],
  ['cursor', Boolean],
  ['flowId', Boolean],
  ['clientReferenceId', Boolean],
  ['status', Boolean],
  ['fromDate', isDefined],
  ['toDate', isDefined],
  ['sortBy', Boolean],
  ['sortOrder', Boolean],
  ['search', Boolean],
  ['includeTotal', isDefined],
];

export class OldClient {
  #auth;
  #serverUrl;
  #timeoutMs;

  /** @param {{ auth?: string, serverUrl?: string, timeoutMs?: number | null }} [options] */
  constructor(options) {
    this.#auth = options?.auth;
    this.#serverUrl = options?.serverUrl || 'https://api.facesign.ai';
    this.#timeoutMs = options?.timeoutMs ?? 10000;
  }

  session = {
    create: (args) => this.#request('post', '/sessions', { body: picked(args) }),
    retrieve: (args) => this.#request('get', `/sessions/${args.sessionId}`),
    createClientSecret: (args) => this.#request('get', `/sessions/${args.sessionId}/refresh`),
    list: (args) => this.#request('get', '/sessions', { query: args }),
    apiVersion: VERSION,
  };
  langs = { retrieve: () => this.#request('get', '/langs') };
  avatars = { retrieve: () => this.#request('get', '/avatars') };

  async #request(method, path, { query, body } = {}) {
    const url = new URL(`${this.#serverUrl}${path}`);
    appendQuery(url, query);
    const text = body && JSON.stringify(body);
    const sent = fetch(url, { method, headers: this.#headers(text), body: text });
    const response = await this.#inTime(sent);
    const reply = await response.text();
    if (response.ok) return JSON.parse(reply);
    throw new Error(reply);
  }

  #headers(body) {
    return {
      'Facesign-Version': '2024-12-18',
      'x-facesign-api-version': VERSION,
      ...(this.#auth && { authorization: `Bearer ${this.#auth}` }),
      ...(body && { 'content-type': 'application/json' }),
    };
  }

  /** The headers have this time; the request itself goes on, and its late error is swallowed. */
  #inTime(sent) {
    let timer;
    const tooLate = new Promise((_, reject) => {
      timer = setTimeout(reject, this.#timeoutMs, 'facesign_client_request_timeout');
    });
    return Promise.race([sent, tooLate]).finally(() => clearTimeout(timer));
  }
}

function picked(args) {
  return Object.fromEntries(BODY_FIELDS.map((name) => [name, args?.[name]]));
}

function appendQuery(url, args) {
  for (const [name, isSent] of QUERY_FIELDS) {
    const value = args?.[name];
    if (!isSent(value)) continue;
    if (Array.isArray(value)) {
      for (const element of value) url.searchParams.append(name, decodeURIComponent(element));
    } else url.searchParams.append(name, String(value));
  }
}
