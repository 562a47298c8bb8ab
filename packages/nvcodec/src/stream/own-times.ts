/** Whether a container keeps a presentation time for each picture. */
import type { PacketStream } from './packet-stream.js';

const WITH_TIMES: ReadonlySet<string> = new Set(['mov', 'matroska', 'flv', 'ivf', 'nut']);

/**
 * Whether timestamps are the same wherever reading began. FFmpeg works out what an MPEG program or transport stream,
 * an AVI, an MXF file or a raw stream leaves out, by the packets before it; for H.264 and HEVC it leaves them out.
 * VC-1 is often stamped in decoding order, which shows only by and by.
 */
export function hasOwnTimes({ demuxer, plan }: PacketStream): boolean {
  if (plan.codec === 'vc1') return false;
  const names = demuxer.format.name.split(',');
  if (names.includes('mpegts')) return plan.codec === 'h264' || plan.codec === 'hevc';
  return names.some((name) => WITH_TIMES.has(name));
}
