/**
 * What the flow check takes and finds. Its functions are in `@facesignai/api-native/flow`; the client option `flowCheck`
 * runs it before `session.create`.
 */

import type { SessionSettings } from './api.js';
import type { WithPlainText } from './helpers.js';
import type { FSNode } from './nodes.js';

/**
 * How grave a finding is. `error`: it can't work. `warning`: it goes wrong for some end users, or most likely isn't meant.
 * `info`: worth knowing.
 */
export type FlowSeverity = 'error' | 'warning' | 'info';

/**
 * What a rule stands on. `types`: the types, README or changelog of the SDK. `documented`: the documentation at
 * docs.facesign.ai. `heuristic`: an inference, or a guess at what a text means.
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
  /** How grave it is: as the rule has it, or as `rules` of `LintFlowOptions` says. */
  severity: FlowSeverity;
  /** What the rule stands on. */
  basis: FlowBasis;
  /** Where, for people: `flow[3].outcomes.noFace`. */
  path: string;
  /** Where, for programs: `/flow/3/outcomes/noFace`, a JSON pointer (RFC 6901) into the settings. What is missing has one, too. */
  pointer: string;
  /** Id of the node, where it has one. */
  nodeId?: string;
  /** What is wrong, in English. It may hold ids of the flow, and no values of `providedData`. */
  message: string;
  /** What to do about it. */
  fix: string;
  /** The section about the rule in the package's documentation: `docs/flow/links.md#linkstarget`. */
  docs: string;
  /** Ids of the nodes on a path that shows it, at most 50; of a longer one the first and the last 25. */
  witness?: string[];
  /** How many nodes were left out of the middle of `witness`. */
  witnessLeftOut?: number;
}

/** The result of a check. */
export interface FlowReport {
  /** Whether there is no error. */
  ok: boolean;
  /** Version of the rules: the day on which they were last compared with the SDK and the documentation. */
  ruleset: string;
  /** How many findings there are, including those that were left out. */
  counts: Record<FlowSeverity, number>;
  /** The findings in the order of the flow; at most 100 of each rule. */
  findings: FlowFinding[];
  /** How many findings were left out. */
  leftOut: number;
}

/** A rule of the flow check. */
export interface FlowRule {
  /** `group/name`. */
  id: FlowRuleId;
  /** Unless `rules` of `LintFlowOptions` says otherwise. */
  severity: FlowSeverity;
  /** What it stands on. */
  basis: FlowBasis;
  /** What it asks for. */
  summary: string;
  /** What happens without it. */
  why: string;
  /** Where the fact comes from. */
  source: string;
  /** What to do about a finding. */
  fix: string;
}

/** Options of `lintFlow`. */
export interface LintFlowOptions {
  /** Severities of single rules in place of their own; `off` turns a rule off. */
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
