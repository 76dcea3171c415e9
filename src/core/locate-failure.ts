import type { Failure } from './failure.js';
import type { Binding, Instance } from './plan.js';
import type { ResolvedInput } from './ports.js';
import type { InputArtifact } from './step.js';

/**
 * Names in a step's failure what a person knows: the place of a parameter in the workflow, and the output of a step,
 * `latents.latents`, instead of an object of the store. Steps know neither.
 */
export function locateFailure(
  failure: Failure,
  instance: Instance,
  inputs: Readonly<Record<string, ResolvedInput>>,
): Failure {
  switch (failure.reason) {
    case 'unsuitable-parameter': {
      // The step may name a part, `layers[2].filters`; the workflow knows the whole.
      const [parameter = failure.parameter] = failure.parameter.split(/[.[]/);
      const place = instance.placeOf?.(parameter);
      return place === undefined ? failure : { ...failure, place };
    }
    case 'command-failed':
    case 'timed-out': {
      const place = instance.placeOf?.('command');
      return place === undefined ? failure : { ...failure, place };
    }
    case 'unsuitable-input':
    case 'unreadable-input': {
      const name = failure.file === undefined ? undefined : outputNames(instance, inputs).get(failure.file);
      return name === undefined ? failure : { ...failure, file: name };
    }
    default:
      return failure;
  }
}

/** The names of upstream outputs by the paths that the step was given. */
function outputNames(
  instance: Instance,
  inputs: Readonly<Record<string, ResolvedInput>>,
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [input, binding] of Object.entries(instance.inputs)) {
    for (const { name, artifact } of upstream(binding, inputs[input])) {
      const files = artifact.form === 'file' ? [artifact.file] : artifact.files;
      for (const file of files) {
        names.set(file.path, artifact.form === 'file' ? name : `${name}/${file.name}`);
      }
    }
  }
  return names;
}

/** Files that the person named keep their names. */
function upstream(
  binding: Binding,
  resolved: ResolvedInput | undefined,
): readonly { readonly name: string; readonly artifact: InputArtifact }[] {
  if (binding.from === 'output' && resolved?.form === 'one') {
    return [{ name: `${binding.instance}.${binding.output}`, artifact: resolved.artifact }];
  }
  if (binding.from === 'gather' && resolved?.form === 'gathered') {
    return binding.items.flatMap((item, i) => {
      const artifact = resolved.items[i]?.artifact;
      return artifact === undefined ? [] : [{ name: `${item.instance}.${item.output}`, artifact }];
    });
  }
  if (resolved?.form === 'everything') {
    return resolved.items.flatMap((item) =>
      Object.entries(item.outputs).map(([output, { artifact }]) => ({
        name: `${item.instance}.${output}`,
        artifact,
      })),
    );
  }
  return [];
}
