/**
 * A plugin that does on the host, by the reference, every conversion that the reference covers; or that does it wrong
 * in a chosen way. It waits for its stream, which a real plugin must not.
 */
import { type Context, copy2D, type DevicePointer, DisposedError, type Stream } from '@nvcodec/cuda-driver';
import {
  bytesPerSample,
  type Conversion,
  type ConversionPlugin,
  type Converter,
  imageLayout,
  planePitch,
  planePointer,
  type SampleType,
  type SourceImage,
} from '../../src/index.js';
import {
  type HostImage,
  type HostPlane,
  referenceConversion,
  referenceCovers,
} from '../../src/testing/index.js';

/** What goes wrong. */
export interface Fault {
  /** Another conversion is done than the one asked for. */
  readonly conversion?: (conversion: Conversion) => Conversion;
  /** The result is changed. */
  readonly image?: (image: HostImage, conversion: Conversion) => void;
  /** More, or other, is supported. */
  readonly supports?: (conversion: Conversion) => boolean;
  /** The converter is another. */
  readonly converter?: (converter: Converter) => Partial<Converter>;
}

/** A right plugin, or one with a fault. */
export function hostPlugin(fault: Fault = {}): ConversionPlugin {
  return {
    name: 'host',
    supports: fault.supports ?? referenceCovers,
    create({ context }, asked) {
      const converter = hostConverter(context, asked, fault);
      return { ...converter, ...fault.converter?.(converter) };
    },
  };
}

function hostConverter(context: Context, asked: Conversion, fault: Fault): Converter {
  const { format, width, height } = asked.target;
  const layout = imageLayout(format, width, height);
  const done = fault.conversion?.(asked) ?? asked;
  let closed = false;
  const close = () => {
    closed = true;
  };
  const convert = (source: SourceImage, target: DevicePointer, stream: Stream): void => {
    if (closed) throw new DisposedError('This converter is closed');
    stream.synchronize();
    const image = referenceConversion(done, downloadPlanes(context, asked, source));
    fault.image?.(image, asked);
    const { byteLength } = layout;
    const bytes = packed(image, layout.dtype);
    copy2D(context, {
      src: bytes,
      srcPitchBytes: byteLength,
      dst: target,
      dstPitchBytes: byteLength,
      widthBytes: Math.min(bytes.byteLength, byteLength),
      height: 1,
    });
  };
  return { name: 'host', layout, convert, close, [Symbol.dispose]: close };
}

function downloadPlanes(context: Context, { source }: Conversion, image: SourceImage): HostPlane[] {
  const { format, width, height } = source;
  return imageLayout(format, width, height).planes.map(({ widthBytes, height: rows }, index) => {
    const bytes = new Uint8Array(widthBytes * rows);
    copy2D(context, {
      src: planePointer(image, index, height),
      srcPitchBytes: planePitch(image, index),
      dst: bytes,
      dstPitchBytes: widthBytes,
      widthBytes,
      height: rows,
    });
    const data = bytesPerSample(format) === 1 ? bytes : new Uint16Array(bytes.buffer);
    return { data, pitch: widthBytes / bytesPerSample(format) };
  });
}

function packed(image: HostImage, dtype: SampleType): Uint8Array {
  if (dtype === 'float32') return new Uint8Array(Float32Array.from(image).buffer);
  if (dtype === 'float16') return new Uint8Array(Uint16Array.from(image, toHalf).buffer);
  return new Uint8Array(image.buffer, image.byteOffset, image.byteLength);
}

/** The bits of the IEEE 754 binary16 number nearest to one that is neither too large nor NaN; ties go to even. */
export function toHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  const exponent = size === 0 ? -14 : Math.max(Math.floor(Math.log2(size)), -14);
  const steps = size / 2 ** (exponent - 10);
  const floor = Math.floor(steps);
  const rest = steps - floor;
  const rounded = floor + (rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? 1 : 0);
  // A fraction that is rounded up to the next power of two carries into the exponent by itself.
  return sign + (exponent + 14) * 1024 + rounded;
}
