/** Finds who can do a conversion: a list of plugins, asked in order of priority. */
import { type Conversion, describeConversion } from './conversion.js';
import { assertConversion } from './conversion-check.js';
import { type PixelFormat, pixelFormats } from './pixel-format.js';
import { assertPlugin, type ConversionPlugin, type Converter, type PluginContext } from './plugin.js';
import { light } from './plugins/light.js';
import { passthrough } from './plugins/passthrough.js';
import { scale } from './plugins/scale.js';
import { yuvToRgb } from './plugins/yuv-to-rgb.js';

/** No plugin can do a conversion. The message and `possible` say what could be done instead. */
export class UnsupportedFormatError extends Error {
  /** For telling errors apart: 'UnsupportedFormatError'. */
  override readonly name = 'UnsupportedFormatError';
  /** What was asked for. */
  readonly conversion: Conversion;
  /** Target formats that the same source could be had as. */
  readonly possible: readonly PixelFormat[];

  constructor(conversion: Conversion, possible: readonly PixelFormat[], condition: string) {
    const advice =
      possible.length > 0
        ? `Possible${condition}: ${possible.join(', ')}`
        : 'No registered plugin takes such a source at all';
    super(`No plugin converts ${describeConversion(conversion)}. ${advice}.`);
    this.conversion = conversion;
    this.possible = possible;
  }
}

interface Entry {
  readonly plugin: ConversionPlugin;
  readonly priority: number;
}

/** A set of conversion plugins. */
export class ConversionRegistry {
  #entries: readonly Entry[] = [];

  /** The plugins, in the order in which they are asked. */
  get plugins(): readonly ConversionPlugin[] {
    return this.#entries.map(({ plugin }) => plugin);
  }

  /**
   * Adds a plugin. Higher priorities are asked first, and of equal ones the earlier registered; ours have 0.
   * @throws TypeError when it is no plugin, Error when the name is taken.
   */
  register(plugin: ConversionPlugin, { priority = 0 }: { readonly priority?: number } = {}): this {
    assertPlugin(plugin);
    if (this.#entries.some((entry) => entry.plugin.name === plugin.name)) {
      throw new Error(`A conversion plugin named '${plugin.name}' is already registered`);
    }
    // Sorting is stable: equal priorities stay in order of registration.
    this.#entries = [...this.#entries, { plugin, priority }].sort((a, b) => b.priority - a.priority);
    return this;
  }

  /**
   * The first plugin that supports a conversion.
   * @throws UnsupportedFormatError when there is none; TypeError or RangeError for a conversion that makes no sense.
   */
  find(conversion: Conversion): ConversionPlugin {
    assertConversion(conversion);
    const plugin = this.#ask(conversion);
    if (plugin) return plugin;
    for (const { condition, without } of relaxations) {
      const possible = this.targetFormats(without(conversion));
      if (possible.length > 0) throw new UnsupportedFormatError(conversion, possible, condition);
    }
    throw new UnsupportedFormatError(conversion, [], '');
  }

  /** A converter from the first plugin that supports the conversion. Throws as `find` does. */
  create(context: PluginContext, conversion: Conversion): Converter {
    return this.find(conversion).create(context, conversion);
  }

  /** The target formats that a source can be had as with the same crop, size and orientation. */
  targetFormats(conversion: Conversion): PixelFormat[] {
    return pixelFormats.filter((format) =>
      this.#ask({ ...conversion, target: { ...conversion.target, format } }),
    );
  }

  #ask(conversion: Conversion): ConversionPlugin | undefined {
    return this.#entries.find(({ plugin }) => plugin.supports(conversion))?.plugin;
  }
}

function inSourceColors({ toneMapping: _, target, ...rest }: Conversion): Conversion {
  const { format, width, height } = target;
  return { ...rest, target: { format, width, height } };
}

function pixelForPixel({ source, crop, target, toneMapping, normalization }: Conversion): Conversion {
  const { left, top, right, bottom } = crop ?? {
    left: 0,
    top: 0,
    right: source.width,
    bottom: source.height,
  };
  const size = { width: right - left, height: bottom - top };
  return { source, crop, target: { ...target, ...size }, toneMapping, normalization };
}

function notNormalized({ normalization: _, ...rest }: Conversion): Conversion {
  return rest;
}

/** What is tried, in this order, to say what could be done instead. */
const relaxations: readonly {
  readonly condition: string;
  readonly without: (conversion: Conversion) => Conversion;
}[] = [
  { condition: ' at this size and orientation', without: (conversion) => conversion },
  { condition: ' without normalisation', without: notNormalized },
  { condition: " in the source's colours", without: inSourceColors },
  { condition: ' without scaling or rotation', without: pixelForPixel },
  {
    condition: " without scaling or rotation, in the source's colours",
    without: (conversion) => pixelForPixel(inSourceColors(notNormalized(conversion))),
  },
];

/** A new registry with the plugins of this package. */
export function defaultRegistry(): ConversionRegistry {
  return new ConversionRegistry().register(passthrough).register(yuvToRgb).register(scale).register(light);
}
