// The clients. `ours` stands for each build that `--addon` names; the others are peers and floors.

import { SPECIALS, WORKLOADS } from '../workloads.mjs';

/**
 * @typedef {object} Kind
 * @property {string} title in tables and charts
 * @property {('plain' | 'tls' | 'h2')[]} protocols
 * @property {boolean} [floor] a lower bound, which only runs concurrent loops
 * @property {boolean} [rust] a loop of benchmark/floor without Node instead of a module of this folder
 */

/** @type {Record<string, Kind>} */
export const CLIENTS = {
  ours: { title: '@facesignai/api-native', protocols: ['plain', 'tls', 'h2'] },
  oldsdk: { title: 'old SDK (node-fetch 2)', protocols: ['plain', 'tls'] },
  fetch: { title: 'fetch', protocols: ['plain', 'tls'] },
  undici: { title: 'undici.request', protocols: ['plain', 'tls', 'h2'] },
  axios: { title: 'axios', protocols: ['plain', 'tls'] },
  got: { title: 'got', protocols: ['plain', 'tls', 'h2'] },
  impit: { title: 'impit', protocols: ['plain', 'tls', 'h2'] },
  openai: { title: "openai's core", protocols: ['plain', 'tls'] },
  json: { title: 'JSON alone', protocols: ['plain'], floor: true },
  core: { title: 'our core, no Node', protocols: ['plain', 'tls', 'h2'], floor: true, rust: true },
  reqwest: { title: 'reqwest, no Node', protocols: ['plain', 'tls', 'h2'], floor: true, rust: true },
  hyper: { title: 'hyper, no Node', protocols: ['plain'], floor: true, rust: true },
};

export const KEY = 'sk_test_benchmark';

/**
 * Whether the client takes part in the scenario.
 * @param {Kind & {module: string}} client
 * @param {import('../workloads.mjs').Scenario} scenario
 */
export function able({ module, protocols, floor }, { workload, protocol, load }) {
  if (!protocols.includes(protocol)) return false;
  const { clients } = { ...SPECIALS, ...WORKLOADS }[workload];
  if (clients) return clients.includes(module);
  if (workload in SPECIALS) return !floor;
  return !floor || /^c\d+$/.test(load);
}
