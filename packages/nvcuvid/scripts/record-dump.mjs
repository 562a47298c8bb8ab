// Reads clang's record-layout dump: the layout of every wrapped struct, for one target, as a list of fields.
import { execFileSync } from 'node:child_process';

const scalars = {
  char: 'i8', // plain char holds signed values here (AV1's deltas), also on ARM where the C type is unsigned
  'signed char': 'i8',
  'unsigned char': 'u8',
  short: 'i16',
  'unsigned short': 'u16',
  int: 'i32',
  'unsigned int': 'u32',
  'unsigned long long': 'u64',
  CUvideotimestamp: 'i64',
  tcu_ulong: 'ulong',
};

const bytes = { i8: 1, u8: 1, i16: 2, u16: 2, i32: 4, u32: 4, i64: 8, u64: 8, pointer: 8 };

/** Layouts of `names` as clang lays them out for `target`; `source` is C that declares them. */
export function dumpRecords({ source, names, target, include, cwd }) {
  const wrappers = names.map((name) => `struct Dump_${name} { ${name} it; };`).join('\n');
  const text = execFileSync(
    process.env.CLANG ?? 'clang++-19',
    [
      '-x',
      'c',
      '-target',
      target,
      `-I${include}`,
      '-fsyntax-only',
      '-Xclang',
      '-fdump-record-layouts-complete',
      '-',
    ],
    { input: `${source}\n${wrappers}\n`, encoding: 'utf8', cwd, maxBuffer: 1 << 26 },
  );
  const records = new Map();
  for (const block of text.split('*** Dumping AST Record Layout').slice(1)) {
    const name = /\| struct Dump_(\w+)$/m.exec(block)?.[1];
    if (name !== undefined) records.set(name, readRecord(block, new Set(names), target));
  }
  return records;
}

function readRecord(block, names, target) {
  const [, size, align] = /\[sizeof=(\d+),(?: dsize=\d+,)? align=(\d+)/.exec(block);
  const fields = [];
  const path = []; // names of the open records by depth; '' for an anonymous one
  let skipDeeperThan = Number.POSITIVE_INFINITY;
  for (const line of block.split('\n')) {
    const match = /^\s*(\d+)(?::(\d+)-(\d+))? \|( +)(.*)$/.exec(line);
    if (match === null) continue;
    const depth = (match[4].length - 1) / 2;
    if (depth < 2 || depth > skipDeeperThan) continue; // the wrapper itself and `it`
    skipDeeperThan = Number.POSITIVE_INFINITY;
    path.length = depth - 2;
    const declaration = readDeclaration(match[5].trim());
    if (declaration.record) {
      path.push(declaration.name);
      continue;
    }
    const name = [...path, declaration.name].filter((part) => part !== '').join('.');
    const field = describe(declaration, names, target);
    if (field.type === 'struct') skipDeeperThan = depth;
    const at = Number(match[1]);
    fields.push({ name, ...field, ...place(at, match[2], match[3], field) });
  }
  return { size: Number(size), align: Number(align), fields };
}

function readDeclaration(text) {
  const record = /^(?:struct|union) .*\((?:unnamed|anonymous)[^)]*\)(\[[\d\][]+)?(?: (\w+))?$/.exec(text);
  if (record !== null) {
    if (record[1] === undefined) return { record: true, name: record[2] ?? '' };
    return { record: false, type: 'unnamed', dims: readDims(record[1]), name: record[2] };
  }
  const match = /^(.*?)((?:\[\d+\])*) (\w+)$/.exec(text);
  if (match === null) throw new Error(`not a field of a record dump: "${text}"`);
  const [, type, dims, name] = match;
  return { record: false, type, dims: readDims(dims), name };
}

function readDims(text) {
  return [...text.matchAll(/\[(\d+)\]/g)].map((match) => Number(match[1]));
}

function describe({ type: spelled, dims, name }, names, target) {
  const type = spelled.replace(/^struct _/, '').replace(/^HEVC(?=TIMECODESET)/, '');
  const array = dims.length > 0 ? { dims } : {};
  if (type === 'unnamed') return { type: 'struct', struct: `CUVIDAV1PICPARAMS_${name}`, ...array };
  if (names.has(type)) return { type: 'struct', struct: type, ...array };
  if (type.endsWith('*') || /^(PFN|CUstream$|CUvideoctxlock$)/.test(type))
    return { type: 'pointer', ...array };
  if (/^(cuda|cuvid)[A-Z]\w+$/.test(type)) return { type: 'u32', ...array };
  const scalar = scalars[type];
  if (scalar === undefined) throw new Error(`no representation for the C type "${type}" of ${name}`);
  if (scalar === 'ulong') return { type: target.includes('windows') ? 'u32' : 'u64', ulong: true, ...array };
  return { type: scalar, ...array };
}

/** Byte offset; for a bit-field the offset of its storage unit, the lowest bit in it, and the width. */
function place(at, low, high, field) {
  if (low === undefined) return { offset: at };
  const unit = bytes[field.type];
  const first = at * 8 + Number(low);
  const offset = Math.floor(first / 8 / unit) * unit;
  return { offset, bit: first - offset * 8, width: Number(high) - Number(low) + 1 };
}
