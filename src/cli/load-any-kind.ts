import { fail, ok, type Result } from '../core/result.js';
import type { PluginFile, StepKind } from '../core/step.js';
import { loadKind } from '../steps/load-kind.js';

/** A kind as a worker needs it: one of skysort's, or of a plugin, which must be the one that the step's key was made of. */
export async function loadAnyKind(
  name: string,
  plugin: PluginFile | undefined,
): Promise<Result<StepKind | undefined>> {
  if (plugin === undefined) return ok(await loadKind(name));
  // Loaded only here: most steps are of no plugin, and start the faster.
  const { loadPlugin } = await import('../config/plugins/load-plugin.js');
  const loaded = await loadPlugin(plugin.path, plugin.path);
  const trouble = {
    reason: 'unreadable-input',
    file: plugin.path,
    expected: 'the plugin as planned',
    remedy: 'run again',
  } as const;
  if (!loaded.ok) return fail({ ...trouble, found: 'a plugin that can no longer be loaded' });
  if (loaded.value.file.sha256 !== plugin.sha256)
    return fail({ ...trouble, found: 'other content than when the run began' });
  return ok(loaded.value.kinds.find((kind) => kind.name === name));
}
