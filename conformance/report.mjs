// The result in words: a table by codec, then each file that is not exact, and progress while it is being found.
import { VERDICTS } from './verdict.mjs';

function countBy(results, field) {
  const counts = new Map();
  for (const result of results) {
    const key = result[field];
    counts.set(key, [...(counts.get(key) ?? []), result]);
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** How many tracks there are of each verdict. */
export function summary(results) {
  const counts = Object.fromEntries(Object.keys(VERDICTS).map((verdict) => [verdict, 0]));
  for (const { verdict } of results) counts[verdict]++;
  return { tracks: results.length, ...counts };
}

function row(cells, widths) {
  return `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(' | ')} |`;
}

/** A Markdown table: a line for each codec and one for all. */
export function table(results) {
  const shown = Object.keys(VERDICTS);
  const line = (name, group) => {
    const counts = summary(group);
    return [name, String(counts.tracks), ...shown.map((verdict) => String(counts[verdict] || '·'))];
  };
  const lines = [
    ['codec', 'tracks', ...shown.map((verdict) => VERDICTS[verdict].title)],
    ...countBy(results, 'codec').map(([codec, group]) => line(codec, group)),
    line('all', results),
  ];
  const widths = lines[0].map((_, i) => Math.max(...lines.map((cells) => cells[i].length)));
  const rule = `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [row(lines[0], widths), rule, ...lines.slice(1).map((cells) => row(cells, widths))].join('\n');
}

function nameOf({ file, track }) {
  return track > 0 ? `${file} (video track ${track})` : file;
}

/** Every track that is not exact, under its verdict. */
export function details(results) {
  const lines = [];
  for (const [verdict, { title }] of Object.entries(VERDICTS)) {
    const group = results.filter((result) => result.verdict === verdict && verdict !== 'exact');
    if (group.length === 0) continue;
    lines.push('', `${title}:`);
    for (const result of group) {
      lines.push(`  ${nameOf(result)} [${result.codec}]: ${result.reason}`);
      lines.push(...result.notes.map((note) => `      ${note}`));
    }
  }
  return lines.join('\n');
}

/** Files that hold nothing to compare, by the reason. */
export function skippedLines(skipped) {
  if (skipped.length === 0) return '';
  return ['', 'skipped:', ...skipped.map(({ file, reason }) => `  ${file}: ${reason}`)].join('\n');
}

/** One line on a terminal that is written over; nothing elsewhere. */
export class Progress {
  #done = 0;
  #faults = 0;
  #total;

  constructor(total) {
    this.#total = total;
  }

  step(file, faults) {
    this.#done++;
    this.#faults += faults;
    const faulty = this.#faults > 0 ? `, ${this.#faults} with faults` : '';
    this.#write(`${this.#done}/${this.#total} files${faulty}  ${file}`);
  }

  end() {
    this.#write('');
  }

  #write(text) {
    const { stderr } = process;
    if (stderr.isTTY) stderr.write(`\r\x1b[K${text.slice(0, (stderr.columns ?? 80) - 1)}`);
  }
}
