import { loadPlugin } from '../config/plugins/load-plugin.js';
import { fail, ok, type Result } from '../core/result.js';
import type { PluginFile, StepKind } from '../core/step.js';

/** The kinds of a plugin in a worker, which must be those that the step's key was made of. */
export async function pluginKinds({
  path,
  sha256,
}: PluginFile): Promise<Result<ReadonlyMap<string, StepKind>>> {
  const loaded = await loadPlugin(path, path);
  const file = { reason: 'unreadable-input', file: path, remedy: 'run again' } as const;
  if (!loaded.ok)
    return fail({
      ...file,
      found: 'a plugin that can no longer be loaded',
      expected: 'the plugin as planned',
    });
  if (loaded.value.file.sha256 !== sha256)
    return fail({
      ...file,
      found: 'other content than when the run began',
      expected: 'the plugin as planned',
    });
  return ok(new Map(loaded.value.kinds.map((kind) => [kind.name, kind])));
}
