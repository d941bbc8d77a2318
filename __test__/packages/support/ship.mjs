// Moves the output of a bundler or file tracer away from the project, whose node_modules would be found, and runs it
// there.

import assert from 'node:assert/strict';
import { cpSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installed, run } from './project.mjs';
import { isOurs, makesSession } from './sandbox.mjs';
import { withServer } from './server.mjs';

const SOURCES = fileURLToPath(new URL('../projects/bundlers', import.meta.url));
/** Programs for ES modules and for CommonJS, which make a session. */
const PROGRAMS = ['main.mjs', 'program.mjs', 'session.mjs'];

/** A project with the programs of the bundlers. @param {string} name */
export async function programsIn(name) {
  const folder = await installed(name);
  for (const file of PROGRAMS) cpSync(join(SOURCES, file), join(folder, file));
  return folder;
}

/** @param {string} folder @param {string} made what the tool has written @returns {string} where it lies now */
export function moved(folder, made) {
  const place = `${folder}-moved`;
  rmSync(place, { recursive: true, force: true });
  renameSync(join(folder, made), place);
  return place;
}

/** Carries commands out, moves what they made, and runs it. */
export async function ships(sandbox, folder, { commands, made = 'out', program }) {
  rmSync(join(folder, made), { recursive: true, force: true });
  mkdirSync(join(folder, made));
  for (const command of commands) await run(folder, command);
  await makesSession(sandbox, moved(folder, made), program);
}

/** The same for a server, which makes a session on GET and responds with its id. */
export async function shipsServer(sandbox, folder, { command, made, serve }) {
  await run(folder, command);
  await withServer(sandbox, moved(folder, made), serve, async (url) => {
    const response = await fetch(url);
    const id = await response.text();
    assert.equal(response.status, 200, id);
    isOurs(sandbox, id);
  });
}
