/** Conversion plugins that a user brings: modules, loaded in the worker, because functions cannot be sent there. */
import { isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ConversionPlugin, type ConversionRegistry, defaultRegistry } from '@nvcodec/colorspace';

/** Before ours, which have 0. */
const PRIORITY = 1;

/** The URL of a module that is named by a path or a URL. */
export function moduleUrl(module: string | URL): string {
  if (module instanceof URL) return module.href;
  if (/^[a-z][a-z+.-]+:/i.test(module)) return module;
  return pathToFileURL(isAbsolute(module) ? module : resolve(module)).href;
}

/**
 * Our plugins, and before them the default exports of these modules.
 * @throws Error when a module cannot be loaded; TypeError when its default export is no plugin.
 */
export async function loadPlugins(modules: readonly string[]): Promise<ConversionRegistry> {
  const registry = defaultRegistry();
  for (const module of modules) {
    try {
      const { default: plugin } = (await import(module)) as { default: ConversionPlugin };
      registry.register(plugin, { priority: PRIORITY });
    } catch (error) {
      const { name, message } = error as Error;
      const told = `plugins: ${module} cannot be used: ${message}`;
      throw name === 'TypeError' ? new TypeError(told) : new Error(told);
    }
  }
  return registry;
}
