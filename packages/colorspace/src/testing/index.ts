/** For those who write a conversion plugin: the contract suite, the kernel check and the float64 reference. */
export { type HostImage, type HostPlane, referenceConversion } from '../reference/index.js';
export {
  type CheckOptions,
  type CheckResult,
  ConversionMismatchError,
  checkConversion,
  type Reference,
} from './check-kernel.js';
export {
  type ContractCheck,
  type ContractOptions,
  PluginContractError,
  pluginContract,
} from './plugin-contract.js';
export { type PictureOptions, SourcePicture } from './source-picture.js';
