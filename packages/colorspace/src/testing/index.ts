/** For those who write a conversion plugin: the contract suite, the checks it is made of and the float64 reference. */
export { type HostImage, type HostPlane, referenceConversion, referenceCovers } from '../reference/index.js';
export { type CodesOptions, canCheckCodes, checkCodes } from './check-codes.js';
export {
  type BatchOptions,
  type CheckOptions,
  checkBatch,
  checkConversion,
  type Reference,
} from './check-kernel.js';
export { type CheckResult, ConversionMismatchError } from './compare.js';
export {
  type ContractCheck,
  type ContractOptions,
  PluginContractError,
  pluginContract,
} from './plugin-contract.js';
export { extremeCodes, type PictureOptions, SourcePicture } from './source-picture.js';
