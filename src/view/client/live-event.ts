import type { RunEvent, StepFinished } from '../../core/events.js';

/** An event, with the sentence that the server adds to some. */
export type LiveEvent = RunEvent & { readonly said?: string };

/** What is said of a step beside its state. */
export interface StepRemark {
  readonly said?: string;
  /** What it left, with its path from the server's root. */
  readonly files: readonly { readonly name: string; readonly path: string }[];
  /** How many files there are beside. */
  readonly nMore: number;
}

/** More files than these are not named one by one. */
const maxFiles = 8;

export function remarkOf(event: LiveEvent): StepRemark | undefined {
  const said = event.said === undefined ? {} : { said: event.said };
  if (event.type === 'step-started') return { ...said, files: [], nMore: 0 };
  if (event.type !== 'step-finished') return undefined;
  const files = filesOf(event);
  return { ...said, files: files.slice(0, maxFiles), nMore: Math.max(0, files.length - maxFiles) };
}

function filesOf({ id, outputs }: StepFinished): StepRemark['files'] {
  return Object.values(outputs ?? {}).flatMap((output) =>
    output.form === 'file'
      ? [{ name: output.name, path: `outputs/${id}/${output.name}` }]
      : output.files.map(({ name }) => ({
          name: `${output.name}/${name}`,
          path: `outputs/${id}/${output.name}/${name}`,
        })),
  );
}
