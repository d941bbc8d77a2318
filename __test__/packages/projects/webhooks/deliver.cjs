// Posts one signed event to an address, and prints the status and what onError got.
const { createNodeWebhook, sign } = require('@facesignai/api-native/webhooks');

const secret = 'whsec_of_the_project';
const reported = [];
const on = { 'session.status': ({ id }) => reported.push(id) };
const onError = ({ reason, hint }) => reported.push(reason, hint.split(':')[0]);

exports.receive = createNodeWebhook({ secret, on, onError });

exports.deliver = async (server) => {
  const event = { id: 'evt_1', type: 'session.status', createdAt: Date.now(), sessionId: 's' };
  // With blanks: a body that is parsed and written out again has other bytes.
  const body = JSON.stringify(event, null, 2);
  const headers = { 'content-type': 'application/json', ...sign(body, { secret }) };
  const url = `http://127.0.0.1:${server.address().port}/webhooks/facesign`;
  const { status } = await fetch(url, { method: 'POST', body, headers });
  console.log(status, reported.join(' '));
};
