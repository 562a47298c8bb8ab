/**
 * What every conversion plugin must do, as a list of named checks for any test runner:
 *
 * ```ts
 * for (const { name, run } of pluginContract(myPlugin, () => environment, [conversion])) test(name, run);
 * ```
 */
import { type DevicePointer, DisposedError } from '@nvcodec/cuda-driver';
import { type Conversion, describeConversion } from '../conversion.js';
import { imageLayout, pixelFormats } from '../pixel-format.js';
import type { ConversionPlugin, PluginContext } from '../plugin.js';
import { type CheckOptions, ConversionMismatchError, checkConversion } from './check-kernel.js';
import { SourcePicture } from './source-picture.js';

/** One check: `run` throws when the plugin breaks the rule that `name` states. */
export interface ContractCheck {
  readonly name: string;
  readonly run: () => void;
}

/** A plugin breaks a rule of the contract. */
export class PluginContractError extends Error {
  override readonly name = 'PluginContractError';
}

/** For the reference and the tolerance, where they are not the usual ones. */
export type ContractOptions = Pick<CheckOptions, 'reference' | 'tolerance'>;

interface Subject {
  readonly plugin: ConversionPlugin;
  readonly environment: () => PluginContext;
  readonly conversion: Conversion;
  readonly options: ContractOptions;
}

/**
 * The checks for a plugin.
 * @param environment gives the context to work in when a check runs; the context is the caller's to close.
 * @param conversions some that the plugin supports; sizes that are odd and small find the most.
 */
export function pluginContract(
  plugin: ConversionPlugin,
  environment: () => PluginContext,
  conversions: readonly [Conversion, ...Conversion[]],
  options: ContractOptions = {},
): ContractCheck[] {
  const ofEach = conversions.flatMap((conversion) =>
    rules.map(({ rule, check }) => ({
      name: `${plugin.name} ${rule}: ${describeConversion(conversion)}`,
      run: () => check({ plugin, environment, conversion, options }),
    })),
  );
  const [conversion] = conversions;
  return [
    {
      name: `${plugin.name} answers supports() for any conversion, and always alike`,
      run: () => checkSupports({ plugin, environment, conversion, options }),
    },
    ...ofEach,
  ];
}

const rules: readonly { readonly rule: string; readonly check: (subject: Subject) => void }[] = [
  { rule: 'tells the layout', check: checkLayout },
  { rule: 'converts within the tolerance', check: checkResults },
  { rule: 'follows the order of its stream', check: checkStreamOrder },
  { rule: 'leaves the current context alone', check: checkCurrentContext },
  { rule: 'can be closed twice, and refuses work then', check: checkClose },
];

/** Filling this much a few times keeps a stream busy for longer than a call to a converter takes. */
const ballastBytes = 2 ** 24;

function demand(condition: boolean, message: string): asserts condition {
  if (!condition) throw new PluginContractError(message);
}

function deepFreeze<T extends object>(value: T): T {
  for (const property of Object.values(value)) {
    if (typeof property === 'object' && property !== null) deepFreeze(property);
  }
  return Object.freeze(value);
}

function checkSupports({ plugin, conversion }: Subject): void {
  demand(
    plugin.supports(conversion) === true,
    `supports() must be true for ${describeConversion(conversion)}`,
  );
  const { source, target } = conversion;
  for (const format of pixelFormats) {
    for (const rotation of [0, 90] as const) {
      for (const scale of [1, 2]) {
        const size = { width: target.width * scale, height: target.height * scale };
        const asked = deepFreeze(structuredClone({ source, target: { format, ...size }, rotation }));
        const answers = [plugin.supports(asked), plugin.supports(asked)];
        const same = typeof answers[0] === 'boolean' && answers[0] === answers[1];
        demand(same, `supports() answered ${answers.join(', then ')} for ${describeConversion(asked)}`);
      }
    }
  }
}

function checkLayout({ plugin, environment, conversion }: Subject): void {
  const { format, width, height } = conversion.target;
  const converter = plugin.create(environment(), conversion);
  try {
    const [told, right] = [
      JSON.stringify(converter.layout),
      JSON.stringify(imageLayout(format, width, height)),
    ];
    demand(
      told === right,
      `layout must be imageLayout(${format}, ${width}, ${height}): ${right}, not ${told}`,
    );
    demand(converter.name.length > 0, 'a converter needs a name');
  } finally {
    converter.close();
  }
}

function checkResults({ plugin, environment, conversion, options }: Subject): void {
  const variants: readonly CheckOptions[] = [
    { seed: 1 },
    { seed: 2, paddingBytes: 5 },
    { seed: 3, paddingBytes: 256, separatePlanes: true },
    { seed: 4, targetOffset: 1 },
  ];
  for (const variant of variants)
    checkConversion(environment(), plugin, conversion, { ...options, ...variant });
}

/**
 * Two pictures go through the same buffers in one stream that is busy, with no wait between: what comes out must be
 * the picture that was there when the conversion's turn came.
 */
function checkStreamOrder({ plugin, environment, conversion }: Subject): void {
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
  using ballast = context.allocate(ballastBytes);
  source.fill(0, { stream });
  for (let i = 0; i < (soft ? 16 : 1024); i++) ballast.fill(i % 256, { stream });
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

function convertAlone(
  plugin: ConversionPlugin,
  environment: PluginContext,
  conversion: Conversion,
  picture: SourcePicture,
): Uint8Array {
  const { context } = environment;
  using converter = plugin.create(environment, conversion);
  using stream = context.createStream();
  using source = picture.upload(context);
  using target = context.allocate(converter.layout.byteLength);
  converter.convert(picture.image(source.pointer), target.pointer, stream);
  stream.synchronize();
  const bytes = new Uint8Array(target.byteLength);
  target.copyToHost(bytes);
  return bytes;
}

function checkCurrentContext({ plugin, environment, conversion }: Subject): void {
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

function checkClose({ plugin, environment, conversion }: Subject): void {
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
