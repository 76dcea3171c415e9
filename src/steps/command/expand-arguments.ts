import { fail, ok, type Result } from '../../core/result.js';
import type { StepOutputs } from '../../core/step.js';

/** What the placeholders of a command stand for. */
export interface Placeholders {
  /** For each input the paths of its files. */
  readonly inputs: ReadonlyMap<string, readonly string[]>;
  readonly outputs: StepOutputs;
  readonly values: Readonly<Record<string, string | number | boolean>>;
}

/**
 * Puts paths and values for `{inputs.NAME}`, `{outputs.NAME}` and `{values.NAME}`. An argument that is only an input of
 * several files becomes several arguments.
 */
export function expandArguments(template: readonly string[], placeholders: Placeholders): Result<string[]> {
  const argv: string[] = [];
  for (const [position, argument] of template.entries()) {
    const whole = /^\{inputs\.([A-Za-z0-9_-]+)\}$/.exec(argument)?.[1];
    const several = whole === undefined ? undefined : placeholders.inputs.get(whole);
    if (several !== undefined) {
      argv.push(...several);
      continue;
    }
    const { text, unknown } = expandText(argument, placeholders);
    if (unknown !== undefined) {
      return fail({
        reason: 'unsuitable-parameter',
        parameter: `command[${position}]`,
        found: unknown,
        expected: allowed(placeholders).join(', '),
        remedy:
          'name a declared input, output or value; an input of several files must be an argument of its own',
      });
    }
    argv.push(text);
  }
  return ok(argv);
}

function expandText(text: string, { inputs, outputs, values }: Placeholders) {
  let unknown: string | undefined;
  const expanded = text.replace(
    /\{(inputs|outputs|values)\.([A-Za-z0-9_-]+)\}/g,
    (reference, side: string, name: string) => {
      const files = inputs.get(name);
      if (side === 'inputs' && files?.length === 1) return files[0] ?? '';
      if (side === 'outputs' && outputs.names().includes(name)) return outputs.path(name);
      if (side === 'values' && Object.hasOwn(values, name)) return String(values[name]);
      unknown ??= reference;
      return reference;
    },
  );
  return { text: expanded, unknown };
}

function allowed({ inputs, outputs, values }: Placeholders): string[] {
  return [
    ...[...inputs.keys()].map((name) => `{inputs.${name}}`),
    ...outputs.names().map((name) => `{outputs.${name}}`),
    ...Object.keys(values).map((name) => `{values.${name}}`),
  ];
}
