import { listedWords } from './choice-words.js';
import type { ExecutedInstance, Execution } from './execution.js';
import { counted } from './html.js';

/** What the page says of how a run went, as text. */
export interface ExecutionWords {
  /** How much ran, and how long, for the section of the workflow. */
  readonly lead: string;
  /** What a reader has to know before anything that was found: that not all of it was done, and why. Empty of a run that is done. */
  readonly outcome: string;
  /** Each step that failed, with the reason. */
  readonly failures: readonly { readonly id: string; readonly text: string }[];
}

export function executionWords({ instances, state, seconds, savedSeconds }: Execution): ExecutionWords {
  // The page does not list its own step among the others, so neither is it counted.
  const told = instances.filter((instance) => instance.kind !== 'report' || !isDone(instance));
  const count = (wanted: string): number => told.filter((instance) => instance.state === wanted).length;
  const others = otherStates.flatMap(([wanted, words]) =>
    count(wanted) === 0 ? [] : [words(count(wanted))],
  );
  const saved = savedSeconds >= 0.5 ? ` (${duration(savedSeconds)} saved)` : '';
  const done = [`${count('ran')} ran`, `${count('cached')} came from the cache${saved}`];
  const lead = `This run took ${duration(seconds)}: ${listedWords([...done, ...others])}.`;
  const ending = endings[state];
  const nDone = told.filter(isDone).length;
  const outcome =
    ending === undefined && others.length === 0
      ? ''
      : `${ending ?? endings.failed} Of ${counted(told.length, 'instance')} of its steps, ${listedWords([
          `${nDone} ${nDone === 1 ? 'is' : 'are'} done`,
          ...others,
        ])}. What follows tells only of what was done.`;
  const failures = told.flatMap(({ id, failure }) => (failure === undefined ? [] : [{ id, text: failure }]));
  return { lead, outcome, failures };
}

const isDone = ({ state }: ExecutedInstance): boolean => state === 'ran' || state === 'cached';

const were = (n: number): string => (n === 1 ? 'was' : 'were');

const otherStates: readonly (readonly [string, (n: number) => string])[] = [
  ['failed', (n) => `${n} failed`],
  ['skipped', (n) => `${n} ${were(n)} skipped`],
  ['cancelled', (n) => `${n} ${were(n)} stopped`],
  ['waiting', (n) => `${n} ${were(n)} not begun or did not end`],
];

const endings = {
  done: undefined,
  failed: 'This run failed.',
  cancelled: 'This run was stopped.',
  interrupted: 'This run was interrupted: its process is gone.',
  running: 'This run had not ended when this page was made.',
} as const;

/** `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
