import type { InputFile, StepInputs, StepOutputs, OutputSpec } from '../core/step.js';
import type { JobInput } from './job.js';
import { join } from 'node:path';

/** The inputs of a job through the accessors that steps use. */
export function stepInputs(inputs: Readonly<Record<string, JobInput>>): StepInputs {
  const one = (name: string) => {
    const input = inputs[name];
    if (input?.form !== 'one')
      throw new TypeError(`input ${name} is ${input?.form ?? 'absent'}, not a single artifact`);
    return input.artifact;
  };
  const files = (name: string): readonly InputFile[] => {
    const artifact = one(name);
    return artifact.form === 'file' ? [artifact.file] : artifact.files;
  };
  return {
    has: (name) => inputs[name] !== undefined,
    names: () => Object.keys(inputs),
    isGathered: (name) => inputs[name]?.form === 'gathered',
    file(name) {
      const artifact = one(name);
      if (artifact.form !== 'file') throw new TypeError(`input ${name} is a list of files, not one`);
      return artifact.file;
    },
    files,
    folderFile(name, file) {
      const found = files(name).find((candidate) => candidate.name === file);
      if (found === undefined) throw new TypeError(`input ${name} has no file ${file}`);
      return found;
    },
    gathered(name) {
      const input = inputs[name];
      if (input?.form !== 'gathered') throw new TypeError(`input ${name} is not gathered`);
      return input.items;
    },
    everything() {
      const all = Object.values(inputs).find((input) => input.form === 'everything');
      if (all === undefined) throw new TypeError('this step was not given everything');
      return all.items;
    },
  };
}

/** The places of a job's outputs below its attempt folder. */
export function stepOutputs(
  outputs: Readonly<Record<string, OutputSpec>>,
  attemptFolder: string,
): StepOutputs {
  return {
    names: () => Object.keys(outputs),
    path(name) {
      const spec = outputs[name];
      if (spec === undefined) throw new TypeError(`this step has no output ${name}`);
      return join(attemptFolder, 'outputs', name, 'file' in spec ? spec.file : spec.folder);
    },
  };
}
