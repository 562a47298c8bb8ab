// Times as SVG made of small squares, so that a machine without any font can draw them.
const glyphs = {
  0: ['.###.', '#...#', '#..##', '#.#.#', '##..#', '#...#', '.###.'],
  1: ['..#..', '.##..', '..#..', '..#..', '..#..', '..#..', '.###.'],
  2: ['.###.', '#...#', '....#', '..##.', '.#...', '#....', '#####'],
  3: ['.###.', '#...#', '....#', '..##.', '....#', '#...#', '.###.'],
  4: ['...#.', '..##.', '.#.#.', '#..#.', '#####', '...#.', '...#.'],
  5: ['#####', '#....', '####.', '....#', '....#', '#...#', '.###.'],
  6: ['.###.', '#....', '#....', '####.', '#...#', '#...#', '.###.'],
  7: ['#####', '....#', '...#.', '..#..', '..#..', '.#...', '.#...'],
  8: ['.###.', '#...#', '#...#', '.###.', '#...#', '#...#', '.###.'],
  9: ['.###.', '#...#', '#...#', '.####', '....#', '....#', '.###.'],
  ':': ['.....', '..#..', '..#..', '.....', '..#..', '..#..', '.....'],
  '.': ['.....', '.....', '.....', '.....', '.....', '..#..', '..#..'],
};
const advance = 6;
const rows = 7;

/** @returns an SVG document of `text` (digits, colons and points) with squares of `unit` pixels. */
export function digits(text, { unit }) {
  const squares = [...text].flatMap((character, i) =>
    (glyphs[character] ?? []).flatMap((row, y) =>
      [...row].flatMap((dot, x) => (dot === '#' ? [`M${i * advance + x} ${y}h1v1h-1z`] : [])),
    ),
  );
  const width = text.length * advance;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width * unit}" height="${rows * unit}" viewBox="0 0 ${width} ${rows}"><path fill="#d4d4d8" d="${squares.join('')}"/></svg>`;
}
