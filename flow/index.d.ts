/**
 * Types of `@facesignai/api-native/flow`: checks the flow of a session before an end user meets it, and draws it.
 * Nothing is sent anywhere.
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
 * Checks a flow: its array of nodes, or the settings of `session.create`. An invalid flow is reported, whatever it holds.
 * The cost grows linearly: some 3 µs a node.
 *
 * Throws `ConfigurationError` for an unknown rule or severity in `options.rules`.
 *
 * @example
 * const { ok, findings } = lintFlow({ flow, langs: ['en'] })
 * for (const { severity, path, message, fix } of findings) console.log(`${severity} ${path}: ${message}. ${fix}.`)
 */
export declare function lintFlow(input: FlowInput, options?: LintFlowOptions): FlowReport;

/**
 * Draws a flow as text of Mermaid or Graphviz.
 *
 * Throws `ConfigurationError` for an unknown format.
 *
 * @example
 * const text = renderFlow(flow, { format: 'mermaid', findings: lintFlow(flow).findings })
 */
export declare function renderFlow(input: FlowInput, options: RenderFlowOptions): string;

/**
 * Draws a flow as SVG. It needs the package `@viz-js/viz`, an optional peer dependency.
 *
 * Rejects with `ConfigurationError` when that package isn't installed.
 */
export declare function renderFlowSvg(input: FlowInput, options?: RenderFlowSvgOptions): Promise<string>;
