/**
 * Types of the flow check (types/flow.d.ts): what lintFlow takes and gives.
 */

import { lintFlow, renderFlow, renderFlowSvg } from '../../flow/index.js';
import {
  ConfigurationError,
  type FlowFinding,
  type FlowReport,
  type FlowRuleId,
  type FSNode,
  FSNodeType,
  type SessionSettings,
} from '../../index.js';

declare const settings: SessionSettings;
declare const nodes: FSNode[];

// A flow, settings, plain strings in place of enum members.
const report: FlowReport = lintFlow(nodes);
lintFlow(settings);
lintFlow(settings.flow, { rules: { 'camera/warm-up': 'off', 'links/target': 'warning' } });
lintFlow([
  { id: 'start', type: 'start', outcome: 'end' },
  { id: 'end', type: FSNodeType.END },
]);
lintFlow({ flow: nodes, langs: ['en'] });

// @ts-expect-error there is no such rule
lintFlow(nodes, { rules: { 'camera/warmup': 'off' } });
// @ts-expect-error nor such a severity
lintFlow(nodes, { rules: { 'camera/warm-up': 'warn' } });
// @ts-expect-error settings without a flow
lintFlow({ langs: ['en'] });

const rule: FlowRuleId | undefined = report.findings[0]?.rule;
const mermaid: string = renderFlow(nodes, { format: 'mermaid', findings: report.findings });
const svg: Promise<string> = renderFlowSvg(settings, { findings: report.findings });
// @ts-expect-error a picture needs its language
renderFlow(nodes, {});

/** The findings of a rejected create. */
export function findingsOf(error: unknown): readonly FlowFinding[] {
  return error instanceof ConfigurationError ? (error.findings ?? []) : [];
}

export const used = [rule, mermaid, svg];
