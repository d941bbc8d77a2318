/**
 * What `session.create` and `session.list` take besides a `SessionSettings` and a `GetSessionsParameters`: the text of
 * enum members, `as const`, `readonly` and frozen values, `undefined` for what is optional, and a `Date`.
 */

import Client, {
  type FSNode,
  FSNodeType,
  type GetSessionsParameters,
  type Input,
  type SessionSettings,
  SessionStatus,
  type WithPlainText,
} from '../../index.js';

const client = new Client();
const { create, list } = client.session;

const FLOW = [
  { id: 'start', type: 'start', outcome: 'talk' },
  {
    id: 'talk',
    type: FSNodeType.CONVERSATION,
    prompt: 'Greet the user.',
    outcomes: [{ id: 'done', targetNodeId: 'end', condition: '' }],
  },
  { id: 'end', type: 'end' },
] as const;
const LANGS = ['en', 'de'] as const;

create({ metadata: {}, flow: FLOW, langs: LANGS });
create({ metadata: {}, flow: Object.freeze(FLOW), langs: Object.freeze(['en']) });
const frozen = Object.freeze({ metadata: { plan: 'basic' }, flow: FLOW, zone: 'eu' } as const);
create(frozen);

export function givenAsReadonly(
  flow: readonly FSNode[],
  settings: Readonly<SessionSettings>,
  filters: Readonly<GetSessionsParameters>,
  texts: readonly WithPlainText<FSNode>[],
  input: Input<SessionSettings>,
) {
  create({ metadata: {}, flow });
  create({ metadata: {}, flow: texts });
  create(settings);
  create(input);
  list(filters);
}

export function notGivenAtAll(maybe: string | undefined, flag: boolean | undefined) {
  create({
    ...{ metadata: {}, flow: [], clientReferenceId: maybe, defaultLang: maybe, videoAIAnalysisEnabled: flag },
    ...{ providedData: { name: maybe, plan: maybe }, customization: { controls: { autoHide: flag } } },
  });
  list({ cursor: maybe, includeTotal: flag });
  // @ts-expect-error a required field is none of them
  create({ metadata: undefined, flow: [] });
  // @ts-expect-error an id of a node is required
  create({ metadata: {}, flow: [{ id: maybe, type: 'end' }] });
}

list({ status: ['complete', SessionStatus.Incomplete] as const });
list({ status: Object.freeze([SessionStatus.Complete]) });
list({ fromDate: new Date(0), toDate: Date.now() });
// @ts-expect-error a string is not a time
list({ fromDate: '2026-01-01' });

interface Order {
  id: string;
}
export const metadataOfAnInterface = (order: Order) => create({ metadata: order, flow: [] });
// @ts-expect-error metadata is an object
create({ metadata: 'order-1', flow: [] });
