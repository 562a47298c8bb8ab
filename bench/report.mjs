// Puts the tables of generated/results.json into RESULTS.md, between the marks that name them; what is written by hand around them
// stays. A part that was not run says so.
// node bench/report.mjs [--results FILE] [--merge FILE]    readings of another machine, merged into them first
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Results } from './harness/results.mjs';
import { tables } from './harness/tables.mjs';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const { values } = parseArgs({
  options: {
    results: { type: 'string', default: path('generated/results.json') },
    merge: { type: 'string' },
  },
});
const results = new Results(values.results);
if (values.merge) results.merge(new Results(values.merge));
const file = path('RESULTS.md');
const text = readFileSync(file, 'utf8');
const written = text.replace(
  /(<!-- figures: (\S+) -->\n)[\s\S]*?(<!-- end of figures -->)/g,
  (_, begin, name, end) => {
    if (!tables[name]) throw new Error(`RESULTS.md asks for figures that there are none of: ${name}`);
    return `${begin}\n${tables[name](results)}\n\n${end}`;
  },
);
writeFileSync(file, written);
