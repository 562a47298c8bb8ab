// Readings as cells of Markdown tables: the median, and of several half of their range.
import { median, spread } from './statistics.mjs';

export const ms = (value) => `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;
export const percent = (value) => `${(100 * value).toFixed(0)} %`;
export const times = (value) => `${value.toFixed(value < 10 ? 1 : 0)}×`;

export function table(heads, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A cell's readings of one figure; undefined when it has none. */
function figures(cell, pick) {
  const numbers = cell?.readings?.map(pick).filter(Number.isFinite);
  return numbers?.length ? numbers : undefined;
}

export function middle(cell, pick) {
  const numbers = figures(cell, pick);
  return numbers && median(numbers);
}

export function show(cell, pick, write = (value) => value.toFixed(0)) {
  const numbers = figures(cell, pick);
  if (!numbers) return cell?.error === undefined ? '–' : 'failed';
  const about = numbers.length > 1 ? ` (±${(100 * spread(numbers)).toFixed(1)} %)` : '';
  return write(median(numbers)) + about;
}

export const distinct = (values) => [...new Set(values)];

/** What a part has to say, as `write` puts it; failures are told below. */
export function part(name, write) {
  return ({ cells }) => {
    const mine = cells.filter((cell) => cell.part === name);
    if (mine.length === 0) return 'Not run yet.';
    const at = (row, contender) => mine.find((cell) => cell.row === row && cell.contender === contender);
    const contenders = distinct(mine.map((cell) => cell.contender));
    const failures = distinct(
      mine
        .filter((cell) => cell.error)
        .map(({ contender, row, error }) => `- ${contender}, ${row}: ${error}`),
    );
    const days = distinct(mine.map((cell) => `${cell.machine}, ${cell.at.slice(0, 10)}`));
    const text = write({ mine, at, contenders, rows: distinct(mine.map((cell) => cell.row)) });
    const failed = failures.length ? [`Failed:\n\n${failures.join('\n')}`] : [];
    return [`Measured on ${days.join('; ')}.`, text, ...failed].join('\n\n');
  };
}
