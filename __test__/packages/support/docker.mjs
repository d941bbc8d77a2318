// Carries out a Dockerfile without Docker, as far as it matters to an installation: each stage is a folder, and RUN runs
// on this machine with the image's C library set. What the image itself has or lacks isn't tested.

import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run } from './project.mjs';

/**
 * @param {string} dockerfile
 * @param {string} context folder with a .dockerignore
 * @param {string} out folder for the stages; emptied
 * @param {Record<string, string>} env of RUN
 * @returns {Promise<{ folder: string, command: string[] }>} the last stage's working folder, and what it starts
 */
export async function carryOut(dockerfile, context, out, env) {
  rmSync(out, { recursive: true, force: true });
  const build = { context, out, env, stages: new Map(), folder: '', command: [], libc: '' };
  for (const [word, rest] of instructions(dockerfile)) await STEPS[word](build, rest);
  return build;
}

function instructions(dockerfile) {
  const lines = readFileSync(dockerfile, 'utf8').split('\n');
  return lines.filter((line) => /^[A-Z]/.test(line)).map((line) => line.split(/ (.*)/, 2));
}

/** What each instruction does; any other fails. */
const STEPS = {
  FROM(build, rest) {
    const [image, , name] = rest.split(' ');
    build.libc = image.includes('alpine') ? 'musl' : 'glibc';
    // The image's own entry point.
    build.entry = image.includes('distroless') ? ['node'] : [];
    build.stage = join(build.out, String(build.stages.size));
    build.stages.set(name ?? '', build.stage);
  },
  WORKDIR(build, path) {
    build.folder = join(build.stage, path);
    mkdirSync(build.folder, { recursive: true });
  },
  COPY(build, rest) {
    const [, stage, what] = /^(?:--from=(\w+) )?(.*) \S+$/.exec(rest);
    if (stage) cpSync(join(build.stages.get(stage), what), build.folder, { recursive: true });
    else for (const path of what.split(' ')) copy(build, path);
  },
  async RUN(build, command) {
    await run(build.folder, ['sh', '-c', command], { ...build.env, npm_config_libc: build.libc });
  },
  USER() {},
  CMD(build, list) {
    build.command = [...build.entry, ...JSON.parse(list)];
  },
};

/** From the context, but for what .dockerignore names. */
function copy({ context, folder }, path) {
  const ignored = readFileSync(join(context, '.dockerignore'), 'utf8').split('\n').filter(Boolean);
  const matches = (name, pattern) =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
  const filter = (file) => !ignored.some((pattern) => matches(basename(file), pattern));
  const from = join(context, path);
  if (!existsSync(from)) throw new Error(`COPY: ${path} is not in the context`);
  cpSync(from, path === '.' ? folder : join(folder, path), { recursive: true, filter });
}
