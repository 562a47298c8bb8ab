// Writes src/raw/generated/*.ts and golden/layout.c from the NVCUVID headers.
// Use: node scripts/generate-layouts.mjs [include folder that holds ffnvcodec/, default /usr/include]
import { readFileSync, writeFileSync } from 'node:fs';
import { dumpRecords } from './record-dump.mjs';
import { cProgram, tsTables } from './write-layouts.mjs';

const include = process.argv[2] ?? '/usr/include';
const golden = new URL('../golden/', import.meta.url).pathname;

const overlayPrefix = 'SDK13_';
const renamed = ['HEVCTIMECODESET', 'HEVCSEITIMECODE'];

const headers = [
  `${include}/ffnvcodec/dynlink_cuviddec.h`,
  `${include}/ffnvcodec/dynlink_nvcuvid.h`,
  `${golden}sdk13.h`,
];

/** The constants of every enum, in the headers' order. */
function enumerators() {
  const names = [];
  for (const file of headers) {
    const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    for (const body of text.matchAll(/\benum(?:\s+\w+)?\s*\{([^}]*)\}/g)) {
      for (const name of body[1].matchAll(/(?:^|,)\s*(\w+)/g)) names.push(name[1]);
    }
  }
  return names;
}

function structNames() {
  const names = new Set();
  for (const file of headers) {
    const text = readFileSync(file, 'utf8');
    for (const match of text.matchAll(/^typedef struct(?: \w+)?\s*\{[\s\S]*?^\}\s*(\w+);/gm))
      names.add(match[1]);
    for (const match of text.matchAll(/^typedef (?:__typeof__\(.*\)|HEVC\w+) (\w+);/gm)) names.add(match[1]);
  }
  for (const name of renamed) names.delete(name);
  return [...names];
}

/** The header's struct with the overlay's fields in place of those that it replaces. */
function merge(base, overlay, name) {
  const own = base.fields.map((field) => ({ ...field, from: name }));
  if (overlay === undefined) return { ...base, fields: own };
  const before = overlay.fields.find((field) => field.name === 'before');
  const later = overlay.fields
    .filter((field) => field !== before)
    .map((field) => ({ ...field, from: overlayPrefix + name }));
  if (before === undefined) return { ...overlay, fields: later };
  const start = before.dims[0];
  const end = Math.max(...later.map((field) => field.offset));
  const kept = own.filter((field) => field.offset < start || field.offset > end);
  return {
    ...base,
    fields: [...kept, ...later].sort((a, b) => a.offset - b.offset || (a.bit ?? 0) - (b.bit ?? 0)),
  };
}

function layouts(target) {
  const names = structNames();
  const records = dumpRecords({ source: '#include "sdk13.h"', names, target, include, cwd: golden });
  const merged = {};
  for (const name of names.filter((each) => !each.startsWith(overlayPrefix))) {
    const record = records.get(name);
    if (record === undefined) throw new Error(`clang did not dump ${name}`);
    merged[name] = merge(record, records.get(overlayPrefix + name), name);
  }
  return merged;
}

const lp64 = layouts('x86_64-linux-gnu');
const llp64 = layouts('x86_64-pc-windows-msvc');
const differing = Object.keys(lp64).filter(
  (name) => JSON.stringify(lp64[name]) !== JSON.stringify(llp64[name]),
);

const generated = new URL('../src/raw/generated/', import.meta.url);
writeFileSync(
  new URL('lp64.ts', generated),
  tsTables('lp64', 'unsigned long has 8 bytes (Linux)', lp64, Object.keys(lp64)),
);
writeFileSync(
  new URL('llp64.ts', generated),
  tsTables('llp64', 'unsigned long has 4 bytes (Windows); only the structs that differ', llp64, differing),
);
writeFileSync(`${golden}layout.c`, cProgram(lp64, enumerators()));
console.log(`${Object.keys(lp64).length} structs, different on Windows: ${differing.join(', ')}`);
