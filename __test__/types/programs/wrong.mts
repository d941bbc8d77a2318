// Programs with one mistake each. The comment above a statement is what TypeScript has to say about it.

import Client, { type FSNode, FSNodeType } from '@facesignai/api-native';

const { session } = new Client();
const flow: FSNode[] = [{ id: 'end', type: FSNodeType.END }];
const metadata = {};

// Property 'metadata' is missing in type '{ flow: FSNode[]; }' but required in type 'Input<SessionSettings>'.
session.create({ flow });

// Object literal may only specify known properties, and 'modules' does not exist in type 'Input<SessionSettings>'.
session.create({ metadata, flow, modules: [] });

// Property 'outcome' is missing in type '{ id: string; type: FSNodeType.START; }' but required in type 'Input<FSStartNode>'.
session.create({ metadata, flow: [{ id: 'start', type: FSNodeType.START }] });

// Property 'outcome' is missing in type '{ id: string; type: "start"; }' but required in type 'Input<FSStartNode>'.
session.create({ metadata, flow: [{ id: 'start', type: 'start' }] });

// Object literal may only specify known properties, and 'outcome' does not exist in type 'Input<FSEndNode>'.
session.create({ metadata, flow: [{ id: 'end', type: 'end', outcome: 'start' }] });

// Did you mean '"start"'?
session.create({ metadata, flow: [{ id: 'start', type: 'strat', outcome: 'end' }] });

const untyped = { metadata, flow: 'start' };
// Argument of type '{ metadata: {}; flow: string; }' is not assignable to parameter of type 'Input<SessionSettings>'.
session.create(untyped);

// Object literal may only specify known properties, and 'page' does not exist in type 'Input<GetSessionsParameters>'.
session.list({ page: 2 });

// Type 'string' is not assignable to type 'number | Date | undefined'.
session.list({ fromDate: '2026-01-01' });

// 'timeout' does not exist in type 'CreateCallOptions'. Did you mean to write 'timeoutMs'?
session.create({ metadata, flow }, { timeout: 1 });
