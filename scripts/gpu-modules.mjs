// Copies what the packages and their tests need at run time out of pnpm's node_modules into a flat node_modules, for a
// machine that can install nothing. Prints where each package came from. node gpu-modules.mjs DESTINATION

import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, realpath } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const destination = process.argv[2];
/** Used while building only, though listed as dependencies so that a user's install can build. */
const buildTools = new Set(['cmake-js', 'node-addon-api', 'node-api-headers']);
/** What the tests use beside the packages' own dependencies. */
const testTools = ['vitest', 'fast-check'];
/** Not needed by a program that runs: declarations, maps, documentation, sources of native code. */
const dispensable = /\.(d\.[cm]?ts|map|md|markdown|cc|cpp|c|h|hh)$|\/(koffi\/(vendor|doc)|docs?)(\/|$)/;

/** Real folders of the packages placed so far, by the node_modules folder that holds them and their name. */
const placed = new Map();

async function manifestOf(folder) {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
}

/** Where `name` resolves from a package's real folder: its own node_modules, or the one that it lies in. */
function resolve(name, from) {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(candidate)) return candidate;
  }
  return undefined;
}

/** Copies a package and, recursively, its dependencies; nested only where another version holds the flat place. */
async function place(name, from, dependent) {
  const found = resolve(name, from);
  if (found === undefined) return;
  const source = await realpath(found);
  const flat = join(destination, name);
  if (placed.get(flat) === source) return;
  const target = placed.has(flat) ? join(dependent, 'node_modules', name) : flat;
  if (placed.get(target) === source) return;
  placed.set(target, source);
  await mkdir(dirname(target), { recursive: true });
  await cp(source, target, {
    recursive: true,
    filter: (path) => {
      const inside = path.slice(source.length);
      return !inside.startsWith('/node_modules') && !dispensable.test(`/${name}${inside}`);
    },
  });
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = await manifestOf(source);
  for (const needed of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
    if (!needed.startsWith('@types/')) await place(needed, source, target);
  }
}

for (const name of testTools) await place(name, root, destination);
for (const folder of await readdir(join(root, 'packages'))) {
  const home = join(root, 'packages', folder);
  const { dependencies = {} } = await manifestOf(home);
  for (const [name, range] of Object.entries(dependencies)) {
    if (!range.startsWith('workspace:') && !buildTools.has(name)) await place(name, home, destination);
  }
}
console.log([...placed.values()].map((folder) => relative(root, folder)).join('\n'));
