// Loads the package in a vm context with its own module registry, like Jest's runtime for each test file: JavaScript
// runs and is cached in the context; native and built-in modules are the process's.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';

const index = fileURLToPath(new URL('../../../index.js', import.meta.url));
const PARAMETERS = ['module', 'exports', 'require', '__dirname', '__filename'];

/** Node's globals that Jest passes to a context. The language's globals belong to the context. */
const GLOBALS = { Buffer, URL, process, console, setTimeout, setInterval, setImmediate, clearInterval };

export function loadedInContext() {
  const context = vm.createContext({ ...GLOBALS });
  return { context, sdk: load(context, index, new Map()) };
}

function load(context, file, cache) {
  const known = cache.get(file);
  if (known) return known.exports;
  const module = { exports: {} };
  cache.set(file, module);
  const text = readFileSync(file, 'utf8');
  const run = vm.compileFunction(text, PARAMETERS, { parsingContext: context, filename: file });
  run(module, module.exports, requireFor(context, file, cache), dirname(file), file);
  return module.exports;
}

function requireFor(context, file, cache) {
  const real = createRequire(file);
  return (id) => {
    const found = real.resolve(id);
    if (found.endsWith('.json')) return vm.runInContext(`(${readFileSync(found, 'utf8')})`, context);
    return found.endsWith('.js') ? load(context, found, cache) : real(found);
  };
}
