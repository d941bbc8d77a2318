/**
 * The arguments and findings of the flow check. Its functions are in `@facesignai/api-native/flow`; the client option `flowCheck`
 * runs it before `session.create`.
 */

import type { SessionSettings } from './api.js';
import type { WithPlainText } from './helpers.js';
import type { FSNode } from './nodes.js';

/**
 * How severe a finding is. `error`: it can't work. `warning`: it fails for some end users, or is probably a mistake.
 * `info`: worth knowing.
 */
export type FlowSeverity = 'error' | 'warning' | 'info';

/**
 * The source of a rule. `types`: the types, README or changelog of the SDK. `documented`: the documentation at
 * docs.facesign.ai. `heuristic`: an inference, or a guess at what a prompt means.
 */
export type FlowBasis = 'types' | 'documented' | 'heuristic';

/** Ids of the rules, `group/name`. They are stable: renaming or removing one is a breaking change. */
export type FlowRuleId =
  | 'structure/flow'
  | 'structure/node'
  | 'structure/old-form'
  | 'structure/one-start'
  | 'structure/has-end'
  | 'structure/node-id'
  | 'structure/unique-id'
  | 'structure/known-type'
  | 'links/end'
  | 'links/all-outcomes'
  | 'links/target'
  | 'links/inconclusive'
  | 'links/not-empty'
  | 'links/conditional-outcome'
  | 'links/unique-outcome-id'
  | 'paths/dead-end'
  | 'paths/unreachable'
  | 'paths/condition-cycle'
  | 'paths/machine-cycle'
  | 'camera/warm-up'
  | 'camera/compare-warm-up'
  | 'camera/after-permissions'
  | 'camera/short-greeting'
  | 'prompts/english'
  | 'prompts/say-translated'
  | 'prompts/branching'
  | 'prompts/ways-out'
  | 'prompts/empty-condition'
  | 'prompts/closing-words'
  | 'prompts/placeholder'
  | 'prompts/permissions-say'
  | 'routes/no-face'
  | 'routes/inconclusive'
  | 'routes/recognized'
  | 'routes/sms'
  | 'routes/after-document-scan'
  | 'fields/otp-length'
  | 'fields/similarity-threshold'
  | 'fields/scanning-mode'
  | 'fields/document-type'
  | 'fields/compare-key'
  | 'fields/source-first'
  | 'fields/extracted-data'
  | 'fields/provided-data'
  | 'fields/unneeded-right'
  | 'fields/missing-right'
  | 'fields/branch-after-call'
  | 'fields/await-exits'
  | 'fields/await-times'
  | 'fields/captions';

/** A flow: its array of nodes, or the settings of `session.create`, with which more rules can be checked. */
export type FlowInput =
  | readonly WithPlainText<FSNode>[]
  | (Partial<Omit<WithPlainText<SessionSettings>, 'flow'>> & {
      /** The nodes. */
      readonly flow: readonly WithPlainText<FSNode>[];
    });

/** Something in a flow that breaks a rule. */
export interface FlowFinding {
  /** The rule. */
  rule: FlowRuleId;
  /** How severe it is: the severity of the rule, or that of `rules` in `LintFlowOptions`. */
  severity: FlowSeverity;
  /** The source of the rule. */
  basis: FlowBasis;
  /** Where, for people: `flow[3].outcomes.noFace`. */
  path: string;
  /** Where, for programs: `/flow/3/outcomes/noFace`, a JSON pointer (RFC 6901) into the settings. A missing value has one, too. */
  pointer: string;
  /** Id of the node, if it has one. */
  nodeId?: string;
  /** What is wrong, in English. It may contain ids of the flow, but no values of `providedData`. */
  message: string;
  /** How to fix it. */
  fix: string;
  /** The section about the rule in the package's documentation: `docs/flow/links.md#linkstarget`. */
  docs: string;
  /** Ids of the nodes on a path that shows it, at most 50: of a longer path the first and the last 25. */
  witness?: string[];
  /** How many nodes `witness` omits in the middle. */
  witnessLeftOut?: number;
}

/** The result of a check. */
export interface FlowReport {
  /** True if there is no error. */
  ok: boolean;
  /** Version of the rules: the day on which they were last compared with the SDK and the documentation. */
  ruleset: string;
  /** Number of findings, including omitted ones. */
  counts: Record<FlowSeverity, number>;
  /** The findings in the order of the flow, at most 100 per rule. */
  findings: FlowFinding[];
  /** Number of omitted findings. */
  leftOut: number;
}

/** A rule of the flow check. */
export interface FlowRule {
  /** `group/name`. */
  id: FlowRuleId;
  /** Its severity, unless `rules` in `LintFlowOptions` says otherwise. */
  severity: FlowSeverity;
  /** Its source. */
  basis: FlowBasis;
  /** What it requires. */
  summary: string;
  /** What happens without it. */
  why: string;
  /** Where the fact comes from. */
  source: string;
  /** How to fix a finding. */
  fix: string;
}

/** Options of `lintFlow`. */
export interface LintFlowOptions {
  /** Severities of single rules, which override their own; `off` turns a rule off. */
  rules?: Partial<Record<FlowRuleId, FlowSeverity | 'off'>> | undefined;
}

/** Options of `renderFlowSvg`. */
export interface RenderFlowSvgOptions {
  /** Findings of `lintFlow`; their nodes are marked by color, by shape and by a sign. Defaults to none. */
  findings?: readonly Pick<FlowFinding, 'pointer' | 'severity'>[] | undefined;
}

/** Options of `renderFlow`. */
export interface RenderFlowOptions extends RenderFlowSvgOptions {
  /** Mermaid, which GitHub draws, or DOT, the language of Graphviz. */
  format: 'mermaid' | 'dot';
}
