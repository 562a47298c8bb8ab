// The tables of RESULTS.md, one for each part.
import { distinct, middle, ms, part, percent, show, table, times } from './table.mjs';

const fps = (reading) => reading.fps;
const cpu = (reading) => reading.cpuMicrosPerFrame;

const oneFile = part('one-file', ({ rows, at, contenders }) =>
  table(
    ['clip', 'program, sessions', 'frames a second', 'of C with 1', 'of C with 7', 'CPU per frame'],
    rows.flatMap((row) => {
      const one = middle(at(row, 'limit, 1'), fps);
      const seven = middle(at(row, 'limit, 7'), fps);
      return contenders
        .filter((contender) => at(row, contender))
        .map((contender) => {
          const cell = at(row, contender);
          const mine = middle(cell, fps);
          const ratios = [mine && one ? times(mine / one) : '–', mine && seven ? percent(mine / seven) : '–'];
          return [row, contender, show(cell, fps), ...ratios, show(cell, cpu, (v) => `${v.toFixed(0)} µs`)];
        });
    }),
  ),
);

const throughput = part('throughput', ({ mine, contenders }) => {
  const counts = distinct(mine.map((cell) => cell.sessions)).sort((a, b) => a - b);
  const groups = distinct(mine.map((cell) => `${cell.clip} ${cell.mode}`));
  const rows = groups.flatMap((group) =>
    contenders.map((contender) => ({
      group,
      contender,
      cells: counts.map((n) => mine.find((c) => c.row === `${group} ${n}` && c.contender === contender)),
    })),
  );
  const there = rows.filter(({ cells }) => cells.some(Boolean));
  const heads = ['clip, format', 'program', ...counts.map((n) => `${n}`)];
  const first = ({ group, contender }) => [group, contender];
  const rate = there.map((row) => [...first(row), ...row.cells.map((cell) => show(cell, fps))]);
  const share = there.map((row) => {
    const limits = rows.find((other) => other.group === row.group && other.contender === 'limit').cells;
    return [
      ...first(row),
      ...row.cells.map((cell, i) => {
        const [own, limit] = [middle(cell, cpu), middle(limits[i], cpu)];
        const ratio = own && limit && row.contender !== 'limit' ? ` (${(own / limit).toFixed(2)}× C)` : '';
        return show(cell, cpu, (v) => `${v.toFixed(0)} µs`) + ratio;
      }),
    ];
  });
  return [
    'Frames a second, of all sessions together, by the number of sessions:',
    table(heads, rate),
    'CPU time of all threads per frame:',
    table(heads, share),
    'Memory in MB: the GPU’s with one session (the CUDA context and what else a process needs included) and for each ' +
      'further one, and the host’s at most:',
    table(
      ['clip, format', 'program', 'GPU, 1', 'GPU, each further', 'host, 1', `host, ${counts.at(-1)}`],
      there.map((row) => memoryRow(row, first(row), counts)),
    ),
  ].join('\n\n');
});

function memoryRow({ cells }, names, counts) {
  const gpu = (cell) => middle(cell, (reading) => reading.gpu?.memoryMegabytes);
  const host = (cell) => show(cell, (reading) => reading.hostMegabytes);
  const [one, most] = [cells[0], cells.at(-1)];
  const between = counts.at(-1) - counts[0];
  const slope =
    gpu(one) !== undefined && gpu(most) !== undefined && between > 0 && (gpu(most) - gpu(one)) / between;
  return [
    ...names,
    gpu(one)?.toFixed(0) ?? '–',
    slope === false ? '–' : slope.toFixed(0),
    host(one),
    host(most),
  ];
}

const random = part('random', ({ rows, at, contenders }) => {
  const cold = (reading) => reading.coldMsPerFrame;
  const warm = (reading) => reading.warmMsPerFrame;
  return table(
    ['clip', 'program', 'ms per frame, opening included', 'ms per frame, file open', 'as fast as FFmpeg'],
    rows.flatMap((row) =>
      contenders.map((contender) => {
        const [mine, theirs] = [middle(at(row, contender), warm), middle(at(row, 'ffmpeg'), warm)];
        const ratio = mine && theirs ? times(theirs / mine) : '–';
        return [
          row,
          contender,
          show(at(row, contender), cold, ms),
          show(at(row, contender), warm, ms),
          ratio,
        ];
      }),
    ),
  );
});

const screenshot = part('screenshot', ({ rows, at, contenders }) =>
  table(
    ['program', ...rows],
    contenders.map((contender) => [
      contender,
      ...rows.map((row) => show(at(row, contender), (reading) => reading.ms ?? reading.totalMs, ms)),
    ]),
  ),
);

const thumbnails = part('thumbnails', ({ rows, at, contenders }) => {
  const cold = (reading) => reading.ms / 1000;
  const again = (reading) => reading.againMs && reading.againMs / 1000;
  const seconds = (v) => v.toFixed(2);
  return table(
    [
      'clip',
      'program',
      'seconds',
      'as fast as FFmpeg',
      'again, in the same process',
      'as fast as its command',
    ],
    rows.flatMap((row) =>
      contenders
        .filter((contender) => at(row, contender))
        .map((contender) => {
          const cell = at(row, contender);
          const theirs = middle(at(row, 'ffmpeg'), cold);
          const ratio = (pick) => {
            const mine = middle(cell, pick);
            return mine && theirs ? times(theirs / mine) : '–';
          };
          return [
            row,
            contender,
            show(cell, cold, seconds),
            ratio(cold),
            show(cell, again, seconds),
            ratio(again),
          ];
        }),
    ),
  );
});

const shortClips = part('short-clips', ({ rows, at, contenders }) =>
  table(
    ['clip', 'program', 'ms per clip', 'frames a second'],
    rows.flatMap((row) =>
      contenders.map((contender) => [
        row,
        contender,
        show(at(row, contender), (reading) => reading.ms / reading.clips, ms),
        show(at(row, contender), (reading) => (1000 * reading.frames) / reading.ms),
      ]),
    ),
  ),
);

const uploads = part('uploads', ({ rows, at, contenders }) => {
  const cold = (reading) => (1000 * reading.count) / reading.ms;
  const again = (reading) => reading.againMs && (1000 * reading.count) / reading.againMs;
  return table(
    ['files', 'program', 'files a second', 'again, in the same process'],
    rows.flatMap((row) =>
      contenders
        .filter((contender) => at(row, contender))
        .map((contender) => [
          row,
          contender,
          show(at(row, contender), cold),
          show(at(row, contender), again),
        ]),
    ),
  );
});

const soft = part('soft', ({ rows, at }) =>
  table(
    [
      'clip',
      'nvcodec, fps',
      'FFmpeg, fps',
      'rate',
      'CPU per frame, nvcodec',
      'FFmpeg',
      'by CPU time',
      'memory, nvcodec',
      'FFmpeg',
    ],
    rows.map((row) => {
      const [ours, theirs] = ['nvcodec', 'ffmpeg'].map((contender) => at(row, contender));
      const rate = percent(middle(ours, fps) / middle(theirs, fps));
      const byCpu = percent(middle(theirs, cpu) / middle(ours, cpu));
      const work = [ours, theirs].map((cell) => show(cell, cpu, (v) => ms(v / 1000)));
      const memory = [ours, theirs].map((cell) => `${middle(cell, (r) => r.hostMegabytes).toFixed(0)} MB`);
      return [row, show(ours, fps), show(theirs, fps), rate, ...work, byCpu, ...memory];
    }),
  ),
);

function machines({ machines: all, cells }) {
  const versions = (id) => {
    const readings = cells.filter((cell) => cell.machine === id).flatMap((cell) => cell.readings);
    const told = ['PyNvVideoCodec', 'torchcodec', 'torch'].map((name) => [
      name,
      readings.find((r) => r[name])?.[name],
    ]);
    const clocks = readings.map((reading) => reading.gpu?.videoClockMHz).filter(Number.isFinite);
    const clock = clocks.length ? [`video clock up to ${Math.max(...clocks)} MHz`] : [];
    return [...clock, ...told.filter(([, version]) => version).map((pair) => pair.join(' '))];
  };
  return Object.entries(all)
    .map(([id, { gpu, cpu: processor, cores, node, ffmpeg }]) => {
      const hardware = gpu ? [gpu.name, `driver ${gpu.driver}`] : [];
      const software = [`Node ${node}`, `FFmpeg ${ffmpeg}`, ...versions(id)];
      return `- ${[...hardware, `${processor}, ${cores} cores`, ...software].join('; ')}`;
    })
    .join('\n');
}

export const tables = {
  machines,
  'one-file': oneFile,
  throughput,
  random,
  screenshot,
  thumbnails,
  'short-clips': shortClips,
  uploads,
  soft,
};
