// What the programs use of Node.js, for those that are compiled without its types: ours must not need them.
declare const process: { env: Record<'FACESIGN_API_KEY' | 'FACESIGN_SERVER_URL', string> };
declare const console: { log(text: string): void };
