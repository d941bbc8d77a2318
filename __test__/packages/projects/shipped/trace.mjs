// What file tracers of hosts do: copies what @vercel/nft finds for a program, and nothing else.
import { cpSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { nodeFileTrace } from '@vercel/nft';

const [program, out] = process.argv.slice(2);
const { fileList } = await nodeFileTrace([program]);
for (const file of fileList) cpSync(realpathSync(file), join(out, file));
