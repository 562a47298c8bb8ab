/** Reads framemd5 files. */
import { readFileSync } from 'node:fs';

export interface GoldenLine {
  readonly pts: number;
  readonly duration: number;
  readonly size: number;
  readonly md5: string;
}

export interface Golden {
  /** The lines that begin with #, but the one that names the program. */
  readonly header: string[];
  readonly lines: GoldenLine[];
}

export function parseFramemd5(text: string): Golden {
  const all = text.split('\n').filter((line) => line !== '');
  const header = all.filter((line) => line.startsWith('#') && !line.startsWith('#software'));
  const lines = all
    .filter((line) => !line.startsWith('#'))
    .map((line) => {
      const [, dts, pts, duration, size, md5 = ''] = line.split(',').map((column) => column.trim());
      if (dts !== pts) throw new Error(`decoded frames have dts = pts: ${line}`);
      return { pts: Number(pts), duration: Number(duration), size: Number(size), md5 };
    });
  return { header, lines };
}

export function golden(file: string | URL): Golden {
  return parseFramemd5(readFileSync(file, 'utf8'));
}

export function hashesOf(file: string | URL): string[] {
  return golden(file).lines.map((line) => line.md5);
}
