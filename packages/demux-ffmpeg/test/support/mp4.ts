// Just enough of ISO/IEC 14496-12 to plant boxes in a clip whose index comes last.

function boxAt(file: Buffer, path: readonly string[]): number[] {
  const offsets: number[] = [];
  let start = 0;
  let end = file.length;
  for (const type of path) {
    let at = start;
    while (at < end && file.toString('latin1', at + 4, at + 8) !== type) at += file.readUInt32BE(at);
    if (at >= end) throw new Error(`the clip has no box ${path.join('/')}`);
    offsets.push(at);
    end = at + file.readUInt32BE(at);
    // stsd has a version and a count before its entries; a visual sample entry has 78 bytes of fields.
    start = at + 8 + (type === 'stsd' ? 8 : 0);
  }
  return offsets;
}

/** A copy of the clip with these boxes at the end of its first sample entry. */
export function insertIntoSampleEntry(
  file: Buffer,
  entry: string,
  boxes: Record<string, Buffer>,
): Uint8Array {
  const path = ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stsd', entry];
  const offsets = boxAt(file, path);
  const added = Buffer.concat(
    Object.entries(boxes).map(([type, content]) => {
      const header = Buffer.alloc(8);
      header.writeUInt32BE(8 + content.length);
      header.write(type, 4, 'latin1');
      return Buffer.concat([header, content]);
    }),
  );
  const last = offsets.at(-1) ?? 0;
  const end = last + file.readUInt32BE(last);
  const grown = Buffer.concat([file.subarray(0, end), added, file.subarray(end)]);
  for (const at of offsets) grown.writeUInt32BE(grown.readUInt32BE(at) + added.length, at);
  return new Uint8Array(grown);
}

/** A copy of the clip with these first elements of its first track's matrix (16.16 fixed point). */
export function setDisplayMatrix(file: Buffer, elements: readonly number[]): Uint8Array {
  const changed = Buffer.from(file);
  const tkhd = boxAt(changed, ['moov', 'trak', 'tkhd']).at(-1) ?? 0;
  const matrix = tkhd + 8 + (changed[tkhd + 8] === 1 ? 52 : 40);
  for (const [i, value] of elements.entries()) changed.writeInt32BE(value, matrix + i * 4);
  return new Uint8Array(changed);
}
