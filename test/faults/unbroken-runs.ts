import { rmSync } from 'node:fs';
import type { Started } from '../support/rig.js';
import { twelveSteps } from './twelve-steps.js';

/** What a run that nobody kills ends with. */
export interface Reference {
  /** How long it takes while others run beside it. */
  readonly ms: number;
  readonly idByKey: ReadonlyMap<string, string>;
  /** Digests of every output, by `instance.output`. */
  readonly digests: Readonly<Record<string, string>>;
}

/** Runs as many beside each other as there will be; they must agree. */
export async function unbrokenRuns(nBesideEachOther: number): Promise<Reference> {
  const references = await Promise.all(
    Array.from({ length: nBesideEachOther }, async (): Promise<Reference> => {
      const rig = twelveSteps();
      const startMs = performance.now();
      await rig.run('--jobs', '2', 'flow.yaml');
      const ms = performance.now() - startMs;
      const { instances } = rig.manifest('flow');
      rmSync(rig.folder, { recursive: true });
      return {
        ms,
        idByKey: new Map(instances.map(({ id, key }) => [key ?? '', id])),
        digests: digestsOf(instances),
      };
    }),
  );
  const [first] = references;
  if (first === undefined) throw new TypeError('no reference');
  if (references.some(({ digests }) => JSON.stringify(digests) !== JSON.stringify(first.digests)))
    throw new Error('unbroken runs differ');
  return { ...first, ms: Math.max(...references.map(({ ms }) => ms)) };
}

/** Resolves when a run with `--json` has begun and has told that so many steps are finished, or has ended. */
export async function stepsFinished({ process: runner, ended }: Started, n: number): Promise<void> {
  let text = '';
  const told = new Promise<void>((resolve) => {
    runner.stdout?.on('data', (part: string) => {
      text += part;
      if (text.split('"type":"step-finished"').length > n) resolve();
    });
  });
  await Promise.race([told, ended]);
}

export function digestsOf(
  instances: readonly { id: string; outputs: Readonly<Record<string, { sha256: string }>> }[],
): Record<string, string> {
  const entries = instances.flatMap(({ id, outputs }) =>
    Object.entries(outputs).map(([name, { sha256 }]) => [`${id}.${name}`, sha256] as const),
  );
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The value of a command line option. */
export function option(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}
