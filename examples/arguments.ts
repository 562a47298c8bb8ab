// What the examples are called with: `node dist/01-screenshot.js [FILE] [OUT]`. Without a file: the bundled clip.
import { fileURLToPath } from 'node:url';

export const file = process.argv[2] ?? fileURLToPath(new URL('../../fixtures/clip.mp4', import.meta.url));

/** Where an example writes its picture. */
export const out = process.argv[3] ?? 'out.ppm';
