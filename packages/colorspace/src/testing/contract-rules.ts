/** The rules of the plugin contract, one function each; they throw when a plugin breaks them. */
import { type DevicePointer, DisposedError } from '@nvcodec/cuda-driver';
import { type Conversion, describeConversion } from '../conversion.js';
import { imageLayout, sampleType } from '../pixel-format.js';
import type { ConversionPlugin, PluginContext } from '../plugin.js';
import { referenceCovers } from '../reference/index.js';
import { canCheckCodes, checkCodes } from './check-codes.js';
import { type CheckOptions, checkBatch, checkConversion } from './check-kernel.js';
import { ConversionMismatchError } from './compare.js';
import { convertAlone } from './convert-alone.js';
import { SourcePicture } from './source-picture.js';
import { variations } from './variations.js';

/** A plugin breaks a rule of the contract. */
export class PluginContractError extends Error {
  override readonly name = 'PluginContractError';
}

/** For the reference and the tolerance, where they are not the usual ones. */
export type ContractOptions = Pick<CheckOptions, 'reference' | 'tolerance'>;

/** What a rule is tried on. */
export interface Subject {
  readonly plugin: ConversionPlugin;
  readonly environment: () => PluginContext;
  readonly conversion: Conversion;
  readonly options: ContractOptions;
}

/**
 * Work that keeps a stream busy for much longer than it takes to queue it and what follows it: few fills, of much memory
 * on a GPU.
 */
const ballasts = { gpu: { bytes: 2 ** 28, fills: 128 }, soft: { bytes: 2 ** 24, fills: 16 } } as const;

function demand(condition: boolean, message: string): asserts condition {
  if (!condition) throw new PluginContractError(message);
}

function deepFreeze<T extends object>(value: T): T {
  for (const property of Object.values(value)) {
    if (typeof property === 'object' && property !== null) deepFreeze(property);
  }
  return Object.freeze(value);
}

/** supports() says yes to the conversion, and the same twice to whatever else it is asked. */
export function checkSupports({ plugin, conversion }: Subject): void {
  demand(
    plugin.supports(conversion) === true,
    `supports() must be true for ${describeConversion(conversion)}`,
  );
  for (const variation of variations(conversion)) {
    const asked = deepFreeze(structuredClone(variation));
    const answers = [plugin.supports(asked), plugin.supports(asked)];
    const same = typeof answers[0] === 'boolean' && answers[0] === answers[1];
    demand(same, `supports() answered ${answers.join(', then ')} for ${describeConversion(asked)}`);
    const codes = !sampleType(asked.target.format).startsWith('float');
    demand(
      !(codes && asked.normalization && answers[0]),
      `supports() must be false for ${describeConversion(asked)}: only float targets are normalised`,
    );
  }
}

/** The converter tells the layout that its target has. */
export function checkLayout({ plugin, environment, conversion }: Subject): void {
  const { format, width, height } = conversion.target;
  using converter = plugin.create(environment(), conversion);
  const told = JSON.stringify(converter.layout);
  const right = JSON.stringify(imageLayout(format, width, height));
  demand(told === right, `layout must be imageLayout(${format}, ${width}, ${height}): ${right}, not ${told}`);
  demand(converter.name.length > 0, 'a converter needs a name');
}

/** Random and extreme codes, any pitch, any alignment. */
export function checkResults({ plugin, environment, conversion, options }: Subject): void {
  const variants: readonly CheckOptions[] = [
    { seed: 1 },
    { seed: 2, paddingBytes: 5 },
    { seed: 3, paddingBytes: 256, separatePlanes: true },
    { seed: 4, targetOffset: 1 },
  ];
  for (const variant of variants)
    checkConversion(environment(), plugin, conversion, { ...options, ...variant });
}

/** A dense grid of codes, where the plugin supports such a picture. */
export function checkAllCodes({ plugin, environment, conversion, options }: Subject): void {
  if (!canCheckCodes(plugin, conversion)) return;
  checkCodes(environment(), plugin, conversion, { ...options, chromaCodes: 5 });
}

/** Every other conversion that supports() says yes to is done too, and none of what it asks for is passed over. */
export function checkVariations({ plugin, environment, conversion, options }: Subject): void {
  const known = options.reference ? () => true : referenceCovers;
  for (const variation of variations(conversion)) {
    if (!plugin.supports(variation)) continue;
    if (known(variation)) checkConversion(environment(), plugin, variation, options);
    else convertAlone(plugin, environment(), variation, new SourcePicture(variation.source));
  }
}

/** A batch gives what its pictures give one by one. */
export function checkBatches({ plugin, environment, conversion, options }: Subject): void {
  for (const count of [1, 3]) checkBatch(environment(), plugin, conversion, { ...options, count });
}

/**
 * Two pictures go through the same buffers in one stream that is busy, with no wait between: what comes out must be
 * the picture that was there when the conversion's turn came.
 */
export function checkStreamOrder({ plugin, environment, conversion }: Subject): void {
  const { context, soft } = environment();
  const pictures = [5, 6].map((seed) => SourcePicture.random(conversion.source, seed));
  const alone = pictures.map((picture) => convertAlone(plugin, { context, soft }, conversion, picture));
  using converter = plugin.create({ context, soft }, conversion);
  const { byteLength } = converter.layout;
  using stream = context.createStream();
  using source = (pictures[0] as SourcePicture).upload(context);
  using target = context.allocate(byteLength);
  // Only copies of pinned memory are sure to wait for their turn.
  using inputs = context.allocatePinned(pictures.length * source.byteLength);
  using outputs = context.allocatePinned(pictures.length * byteLength);
  const { bytes: ballastBytes, fills } = ballasts[soft ? 'soft' : 'gpu'];
  using ballast = context.allocate(ballastBytes);
  source.fill(0, { stream });
  for (let i = 0; i < fills; i++) ballast.fill(i % 256, { stream });
  for (const [index, picture] of pictures.entries()) {
    const input = inputs.bytes.subarray(index * source.byteLength, (index + 1) * source.byteLength);
    input.set(picture.bytes);
    source.copyFromHost(input, { stream });
    converter.convert(picture.image(source.pointer), target.pointer, stream);
    target.copyToHost(outputs.bytes.subarray(index * byteLength, (index + 1) * byteLength), { stream });
  }
  stream.synchronize();
  demand(
    Buffer.concat(alone).equals(outputs.bytes),
    'two pictures converted through the same buffers in one busy stream came out other than each alone',
  );
}

/** No call leaves another context current on the thread. */
export function checkCurrentContext({ plugin, environment, conversion }: Subject): void {
  const { context, soft } = environment();
  const { raw } = context.driver;
  const current = new BigUint64Array(1);
  context.driver.check(raw.cuCtxGetCurrent(current), 'cuCtxGetCurrent');
  const [before = 0n] = current;
  try {
    context.driver.check(raw.cuCtxSetCurrent(0n), 'cuCtxSetCurrent');
    convertAlone(plugin, { context, soft }, conversion, SourcePicture.random(conversion.source, 7));
    context.driver.check(raw.cuCtxGetCurrent(current), 'cuCtxGetCurrent');
  } finally {
    raw.cuCtxSetCurrent(before);
  }
  demand(current[0] === 0n, 'create(), convert() or close() leaves another context current on the thread');
}

/** Closing twice does no harm, not even to work under way; after it there is no more work. */
export function checkClose({ plugin, environment, conversion }: Subject): void {
  const { context, soft } = environment();
  const picture = SourcePicture.random(conversion.source, 8);
  const converter = plugin.create({ context, soft }, conversion);
  using stream = context.createStream();
  using source = picture.upload(context);
  using target = context.allocate(converter.layout.byteLength);
  converter.convert(picture.image(source.pointer), target.pointer, stream);
  // Closing must not disturb the conversion that is under way.
  converter.close();
  converter.close();
  stream.synchronize();
  const bytes = new Uint8Array(target.byteLength);
  target.copyToHost(bytes);
  const alone = convertAlone(plugin, { context, soft }, conversion, picture);
  if (!Buffer.from(bytes).equals(alone)) {
    throw new ConversionMismatchError('close() right after convert() changed what convert() wrote');
  }
  try {
    converter.convert(picture.image(source.pointer), target.pointer as DevicePointer, stream);
  } catch (error) {
    demand(
      error instanceof DisposedError,
      `convert() after close() must throw DisposedError, not ${String(error)}`,
    );
    return;
  }
  demand(false, 'convert() after close() must throw DisposedError');
}
