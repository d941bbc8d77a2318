// What libraries export of the package: TypeScript has to write down the type of each.

import * as everything from '@facesignai/api-native';
import Client, { Client as Named } from '@facesignai/api-native';

export const FaceSign = Client;
export const ByName = Named;
export const namespace = everything;
export const client = new Client();
export const { session } = client;
export const create = client.session.create;
export const read = (sessionId: string) => client.session.retrieve({ sessionId });
export const languages = () => client.langs.retrieve();
export const end = { id: 'end', type: Client.FSNodeType.END };
export const errors = [Client.NotFoundError, everything.RateLimitError];
export class Sub extends Client {}
export default Client;
