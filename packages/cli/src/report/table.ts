/** Columns of text, aligned: what `info` and `doctor` print. */

/** Rows to lines; each column as wide as its widest cell, numbers set to the right. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return /^\d+$/.test(cell) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

/** `label  value` lines; a value of undefined or null leaves its line out. */
export function pairs(
  entries: readonly (readonly [string, string | null | undefined])[],
  indent = '',
): string[] {
  const shown = entries.filter((entry): entry is readonly [string, string] => entry[1] != null);
  const width = Math.max(0, ...shown.map(([label]) => label.length));
  return shown.map(([label, value]) => `${indent}${label.padEnd(width)}  ${value}`);
}
