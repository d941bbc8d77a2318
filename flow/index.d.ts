/**
 * Types of `@facesignai/api-native/flow`: checks the flow of a session before an end user sees it, and draws it.
 * Nothing is sent.
 */

import type {
  FlowInput,
  FlowReport,
  FlowRule,
  LintFlowOptions,
  RenderFlowOptions,
  RenderFlowSvgOptions,
} from '../types/flow.js';

export type * from '../types/flow.js';

/** The rules, in the order of the table. */
export declare const flowRules: readonly FlowRule[];

/**
 * Checks a flow: its array of nodes, or the settings of `session.create`. Any invalid flow is reported, none throws.
 * The cost is linear: some 3 µs per node.
 *
 * Throws `ConfigurationError` for an unknown rule or severity in `options.rules`.
 *
 * @example
 * const { ok, findings } = lintFlow({ flow, langs: ['en'] })
 * for (const { severity, path, message, fix } of findings) console.log(`${severity} ${path}: ${message}. ${fix}.`)
 */
export declare function lintFlow(input: FlowInput, options?: LintFlowOptions): FlowReport;

/**
 * Draws a flow as a string of Mermaid or Graphviz.
 *
 * Throws `ConfigurationError` for an unknown format.
 *
 * @example
 * const picture = renderFlow(flow, { format: 'mermaid', findings: lintFlow(flow).findings })
 */
export declare function renderFlow(input: FlowInput, options: RenderFlowOptions): string;

/**
 * Draws a flow as SVG. It needs the package `@viz-js/viz`, an optional peer dependency.
 *
 * Rejects with `ConfigurationError` when that package isn't installed.
 */
export declare function renderFlowSvg(input: FlowInput, options?: RenderFlowSvgOptions): Promise<string>;
