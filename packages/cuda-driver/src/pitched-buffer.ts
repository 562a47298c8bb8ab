/** Device memory for an image: rows at a pitch that the hardware reads at full speed. */
import { integer } from './arguments.js';
import type { Context } from './context.js';
import { DeviceBuffer, type DeviceMemory } from './device-buffer.js';
import type { DevicePointer } from './handles.js';
import { first64, second64, written } from './scratch.js';

/** A DeviceBuffer laid out in rows. */
export class PitchedBuffer extends DeviceBuffer {
  /** Bytes from the start of one row to the next. */
  readonly pitchBytes: number;
  /** Used bytes of a row. */
  readonly widthBytes: number;
  /** Rows. */
  readonly height: number;

  private constructor(context: Context, memory: DeviceMemory, widthBytes: number, height: number) {
    super(context, memory);
    this.pitchBytes = memory.byteLength / height;
    this.widthBytes = widthBytes;
    this.height = height;
  }

  /** See Context.allocatePitched(). */
  static override allocate(
    context: Context,
    widthBytes: number,
    height = 1,
    elementBytes: 4 | 8 | 16 = 16,
  ): PitchedBuffer {
    const { raw } = context.driver;
    integer(widthBytes, 'widthBytes', 1);
    integer(height, 'height', 1);
    if (![4, 8, 16].includes(elementBytes))
      throw new RangeError(`elementBytes must be 4, 8 or 16, not ${elementBytes}`);
    context.create('cuMemAllocPitch_v2', () =>
      raw.cuMemAllocPitch_v2(first64, second64, widthBytes, height, elementBytes),
    );
    const pointer = written(first64) as DevicePointer;
    const byteLength = Number(written(second64)) * height;
    const release = context.releaser('cuMemFree_v2', () => raw.cuMemFree_v2(pointer));
    return new PitchedBuffer(context, { pointer, byteLength, release }, widthBytes, height);
  }
}
