// Calls the API itself, and takes only the constants from the package.
const api = require('@facesignai/api');

const { method, path, bodyParams } = api.createSessionEndpoint;
console.log(method === api.Method.POST, path(), bodyParams.length);
console.log(
  api.getSessionEndpoint.path({ sessionId: 'a1' }),
  api.createClientSecretEndpoint.path({ sessionId: 'a1' }),
);
console.log(api.Method.DELTE, JSON.stringify(api.ILogLevel.DEBUG), Object.values(api.WebhookType).length);
