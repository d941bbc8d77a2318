const express = require('express');
const { deliver, receive } = require('./deliver.cjs');

const path = '/webhooks/facesign';
const json = express.json();
const keeping = express.json({
  verify: (request, _response, bytes) => {
    request.rawBody = bytes;
  },
});
const APPS = {
  before: () => express().post(path, receive).use(json),
  after: () => express().use(keeping).post(path, receive),
  parsed: () => express().use(json).post(path, receive),
  raw: () => express().post(path, express.raw({ type: 'application/json' }), receive),
};

const server = APPS[process.argv[2]]().listen(0, '127.0.0.1', async () => {
  await deliver(server);
  process.exit();
});
