// The files of a run.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** All files below a folder, in order of their names; hidden ones are left out. A file is itself. */
export function filesBelow(path) {
  if (!statSync(path).isDirectory()) return [path];
  const entries = readdirSync(path, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'));
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const below = join(path, entry.name);
    if (entry.isDirectory()) return filesBelow(below);
    const isFile =
      entry.isFile() || (entry.isSymbolicLink() && statSync(below, { throwIfNoEntry: false })?.isFile());
    return isFile ? [below] : [];
  });
}
