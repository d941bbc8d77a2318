// A program that uses the library whose declarations have ours in them.
import FaceSign, { client, read, Sub } from './out/inlined/library.mjs';

const { session } = await read('s');
const id: string = session.id;
await new FaceSign().session.create({
  metadata: { id },
  flow: [
    { id: 'start', type: 'start', outcome: 'end' },
    { id: 'end', type: 'end' },
  ],
});
await new Sub().session.list();
// @ts-expect-error a client has no such call: the types are there, not `any`
client.session.nothing();
