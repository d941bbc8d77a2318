// @ts-check
// The ways in which a CommonJS program in JavaScript that TypeScript checks takes the package.

const Required = require('@facesignai/api-native');
const { Client, default: Default, FSNodeType } = require('@facesignai/api-native');

/** @type {Required[]} */
const clients = [new Required(), new Client(), new Default(), new Required.default(), new Required.Client()];

/** @type {import('@facesignai/api-native').SessionSettings} */
const settings = { metadata: {}, flow: [{ id: 'end', type: FSNodeType.END }] };

/** @param {import('@facesignai/api-native').Client} client */
const begin = (client) => client.session.create(settings);

// @ts-expect-error the types are there, not `any`
new Required().session.nothing();

module.exports = { begin, clients };
