// The operations for every cell: a read, a create, a create that may not be retried blindly, a new secret.

const SETTINGS = {
  clientReferenceId: 'order-1',
  metadata: {},
  flow: [
    { id: 'start', type: 'start', outcome: 'end' },
    { id: 'end', type: 'end' },
  ],
};

/** The create that stops when its outcome is unknown. */
export const ONLY_ONCE = 'session.create, ambiguousRetries: false';

export const OPERATIONS = {
  'session.retrieve': {
    line: 'GET /sessions/s-1',
    call: (client, options) => client.session.retrieve({ sessionId: 's-1' }, options),
  },
  'session.create': {
    line: 'POST /sessions',
    body: SETTINGS,
    keyed: true,
    call: (client, options) => client.session.create(SETTINGS, options),
  },
  [ONLY_ONCE]: {
    line: 'POST /sessions',
    body: SETTINGS,
    keyed: true,
    once: true,
    call: (client, options) => client.session.create(SETTINGS, { ...options, ambiguousRetries: false }),
  },
  'session.createClientSecret': {
    line: 'GET /sessions/s-1/refresh',
    call: (client, options) => client.session.createClientSecret({ sessionId: 's-1' }, options),
  },
};
