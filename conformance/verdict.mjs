// From what was found to a verdict of one word and the reason in words.

/** Every verdict, in the order of the table, and whether it is a fault of ours. */
export const VERDICTS = {
  exact: { title: 'exact', fault: false },
  close: { title: '≥ 50 dB', fault: false },
  open: { title: 'open', fault: false },
  unsupported: { title: 'unsupported', fault: false },
  times: { title: 'times differ', fault: true },
  differs: { title: 'differs', fault: true },
  failed: { title: 'error', fault: true },
  crashed: { title: 'crashed', fault: true },
  hung: { title: 'hung', fault: true },
};

const seen = (pts, expected) => (pts === expected ? `pts ${pts}` : `pts ${pts}, not ${expected}`);

function bytesReason({ firstBytes: first, otherBytes, expected, worst }) {
  const { index, pts, expectedPts, size, expectedSize, foundAt, width, height } = first;
  const parts = [`frame ${index} (${seen(pts, expectedPts)}): `];
  if (size !== undefined) parts.push(`${size} bytes (${width}x${height}), not ${expectedSize}`);
  else parts.push('other bytes');
  if (foundAt !== null) parts.push(`, those of FFmpeg's frame ${foundAt}`);
  parts.push(`; ${otherBytes} of ${expected} frames differ`);
  if (worst && Number.isFinite(worst.db))
    parts.push(`, ${worst.far} by less than 50 dB, frame ${worst.index} by ${worst.db.toFixed(1)} dB`);
  return parts.join('');
}

function countReason({ frames, expected, firstBytes }) {
  const counts = `${frames} frames, not ${expected}`;
  if (firstBytes === undefined) return `${counts}: the last ${expected - frames} are missing`;
  const { index, pts, expectedPts, foundAt } = firstBytes;
  if (expectedPts === null) return `${counts}: those from ${index} (pts ${pts}) are too many`;
  const found = foundAt === null ? '' : `, the bytes of FFmpeg's frame ${foundAt}`;
  return `${counts}; the first that differs is frame ${index} (${seen(pts, expectedPts)})${found}`;
}

function firstOf(message) {
  return message.split('\n', 1)[0];
}

function openVerdict({ twoWays }) {
  return [
    'open',
    `FFmpeg decodes ${twoWays.inTwoWays} of ${twoWays.frames} frames in two ways, the others are exact`,
  ];
}

function judge(found) {
  if (found.hung !== undefined) return ['hung', found.hung];
  if (found.crashed !== undefined) return ['crashed', found.crashed];
  if (found.refused?.class === 'UnsupportedCodecError')
    return ['unsupported', firstOf(found.refused.message)];
  if (found.refused) return ['failed', `${found.refused.class}: ${firstOf(found.refused.message)}`];
  const { error, frames, expected, otherBytes, otherTimes, firstTime, inexact, worst } = found;
  if (error) {
    const verdict = error.class === 'UnsupportedCodecError' ? 'unsupported' : 'failed';
    return [verdict, `after ${frames} of ${expected} frames: ${error.class}: ${firstOf(error.message)}`];
  }
  if (found.twoWays?.agrees && found.twoWays.inTwoWays > 0 && otherBytes + otherTimes > 0)
    return openVerdict(found);
  if (frames !== expected) return ['differs', countReason(found)];
  const close = otherBytes > 0 && inexact && worst?.far === 0;
  if (otherBytes > 0 && !close) return ['differs', bytesReason(found)];
  if (otherTimes > 0) {
    const { index, pts, expectedPts } = firstTime;
    return ['times', `frame ${index}: ${seen(pts, expectedPts)}; ${otherTimes} of ${expected} frames`];
  }
  if (close) return ['close', `frame ${worst.index}: ${worst.db.toFixed(1)} dB`];
  return ['exact', ''];
}

/** `{ verdict, reason, notes }` of a track by its reference and what a decoding process said. */
export function verdictOf(reference, found) {
  const [verdict, reason] = judge(found);
  const notes = [];
  if (found.note) notes.push(found.note);
  if (found.fallbackReason) notes.push(`in software: ${firstOf(found.fallbackReason)}`);
  if (reference.complaints && verdict !== 'exact') {
    const { lines, first } = reference.complaints;
    notes.push(`FFmpeg complains of this file, ${lines} times; first: ${first}`);
  }
  return { verdict, reason, notes };
}
