/**
 * What every conversion plugin must do, as a list of named checks for any test runner:
 *
 * ```ts
 * for (const { name, run } of pluginContract(myPlugin, () => environment, [conversion])) test(name, run);
 * ```
 */
import { type Conversion, describeConversion } from '../conversion.js';
import type { ConversionPlugin, PluginContext } from '../plugin.js';
import {
  type ContractOptions,
  checkAllCodes,
  checkBatches,
  checkClose,
  checkCurrentContext,
  checkLayout,
  checkResults,
  checkStreamOrder,
  checkSupports,
  checkVariations,
  type Subject,
} from './contract-rules.js';

export { type ContractOptions, PluginContractError } from './contract-rules.js';

/** One check: `run` throws when the plugin breaks the rule that `name` states. */
export interface ContractCheck {
  readonly name: string;
  readonly run: () => void;
}

interface Rule {
  readonly rule: string;
  readonly check: (subject: Subject) => void;
}

const rulesOfPlugin: readonly Rule[] = [
  { rule: 'answers supports() for any conversion, and always alike', check: checkSupports },
  { rule: 'does all that it says it supports beside', check: checkVariations },
];

const rulesOfConversion: readonly Rule[] = [
  { rule: 'tells the layout', check: checkLayout },
  { rule: 'converts within the tolerance', check: checkResults },
  { rule: 'converts every code', check: checkAllCodes },
  { rule: 'converts batches', check: checkBatches },
  { rule: 'follows the order of its stream', check: checkStreamOrder },
  { rule: 'leaves the current context alone', check: checkCurrentContext },
  { rule: 'can be closed twice, and refuses work then', check: checkClose },
];

/**
 * The checks for a plugin.
 * @param environment gives the context to work in when a check runs; the context is the caller's to close.
 * @param conversions some that the plugin supports; sizes that are odd and small find the most.
 * @param options a reference of one's own is asked about every conversion that the plugin supports.
 */
export function pluginContract(
  plugin: ConversionPlugin,
  environment: () => PluginContext,
  conversions: readonly [Conversion, ...Conversion[]],
  options: ContractOptions = {},
): ContractCheck[] {
  const named = (rules: readonly Rule[], conversion: Conversion) =>
    rules.map(({ rule, check }) => ({
      name: `${plugin.name} ${rule}: ${describeConversion(conversion)}`,
      run: () => check({ plugin, environment, conversion, options }),
    }));
  return [
    ...named(rulesOfPlugin, conversions[0]),
    ...conversions.flatMap((conversion) => named(rulesOfConversion, conversion)),
  ];
}
