import { rmSync } from 'node:fs';
import type { Started } from '../support/rig.js';
import { twelveSteps } from './twelve-steps.js';

/** What a run that nobody kills ends with. */
export interface Reference {
  /** How long it takes while others run beside it. */
  readonly ms: number;
  /** Of that, from the first event of the run on. */
  readonly runMs: number;
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
      const started = rig.start('run', '--plain', '--jobs', '2', 'flow.yaml');
      await firstWord(started);
      const beginMs = performance.now();
      const { code, stderr } = await started.ended;
      if (code !== 0) throw new Error(`an unbroken run ended with ${String(code)}: ${stderr}`);
      const [ms, runMs] = [performance.now() - startMs, performance.now() - beginMs];
      const { instances } = rig.manifest('flow');
      rmSync(rig.folder, { recursive: true });
      return {
        ms,
        runMs,
        idByKey: new Map(instances.map(({ id, key }) => [key ?? '', id])),
        digests: digestsOf(instances),
      };
    }),
  );
  const [first] = references;
  if (first === undefined) throw new TypeError('no reference');
  if (references.some(({ digests }) => JSON.stringify(digests) !== JSON.stringify(first.digests)))
    throw new Error('unbroken runs differ');
  const [ms, runMs] = [references.map(({ ms }) => ms), references.map(({ runMs }) => runMs)];
  return { ...first, ms: Math.max(...ms), runMs: Math.max(...runMs) };
}

/** Resolves when a run tells its first event, or ends without one. */
export async function firstWord({ process: runner, ended }: Started): Promise<void> {
  const word = new Promise<void>((resolve) => runner.stderr?.once('data', () => resolve()));
  await Promise.race([word, ended]);
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
