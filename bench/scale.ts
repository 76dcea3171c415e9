// Sweeps of 1,000 to 10,000 cells: how long one takes to plan, and to settle with everything cached. Both figures for a cell
// stay the same when nothing grows faster than the sweep.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readWorkflow } from '../src/cli/read-workflow.js';
import { workspaceAt } from '../src/cli/workspace.js';
import type { StoredOutput } from '../src/core/artifact.js';
import { folderDigest, sha256 } from '../src/core/fingerprint.js';
import type { Plan } from '../src/core/plan.js';
import type { ExecutionRequest } from '../src/core/ports.js';
import { ok } from '../src/core/result.js';
import { runPlan } from '../src/core/run-plan.js';
import { RunHistory } from '../src/store/run-history.js';
import { skysortScript, tell, timed } from './timing.js';

const sizes = [1000, 3000, 10_000];

function workflow(nCells: number): string {
  const k = Array.from({ length: nCells / 10 }, (_, i) => i + 2);
  return `
skysort: 1
name: scale
steps:
  survey: { uses: mock-survey }
  images: { uses: ingest, inputs: { files: survey.tarballs } }
  split: { uses: split, inputs: { catalogue: images.catalogue } }
  autoencoder: { uses: train-autoencoder, inputs: { images: images.images, split: split.split } }
  latents: { uses: encode, inputs: { images: images.images, model: autoencoder.model } }
  clusters:
    uses: kmeans
    inputs: { vectors: latents.latents, split: split.split }
    sweep: { k: [${k.join(', ')}], seed: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] }
`;
}

export async function scale(): Promise<void> {
  for (const nCells of sizes) {
    const folder = mkdtempSync(join(tmpdir(), 'skysort-scale-'));
    try {
      writeFileSync(join(folder, 'scale.yaml'), workflow(nCells));
      const skysort = (...args: string[]): [string, ...string[]] => [
        process.execPath,
        skysortScript,
        ...args,
      ];
      const figure = (seconds: number) =>
        `${seconds.toFixed(2)} s, ${((1e6 * seconds) / nCells).toFixed(0)} us a cell`;
      tell(
        `scale: ${nCells} cells, plan with an empty cache  ${figure(timed(skysort('plan', 'scale.yaml'), folder, [3]))}`,
      );
      await fillStore(folder);
      tell(
        `scale: ${nCells} cells, plan with everything cached ${figure(timed(skysort('plan', 'scale.yaml'), folder))}`,
      );
      tell(
        `scale: ${nCells} cells, run with everything cached  ${figure(timed(skysort('run', '--plain', 'scale.yaml'), folder))}`,
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

/** Publishes a result for every cell, as if it had run: ten thousand real fits would take hours. */
async function fillStore(folder: string): Promise<void> {
  const read = await readWorkflow(join(folder, 'scale.yaml'), []);
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  const plan: Plan = read.value;
  const { layout, store, memo } = workspaceAt(join(folder, 'runs'));
  const ports = {
    kinds: plan.kinds,
    store,
    digests: memo,
    history: new RunHistory(layout, store, plan.name),
    environment: {},
    executor: {
      execute: standIn,
      executeTogether: (requests: readonly ExecutionRequest[]) => Promise.all(requests.map(standIn)),
    },
    emit: () => undefined,
    clockMs: () => performance.now(),
  };
  const options = {
    jobs: 8,
    keepGoing: false,
    force: new Set<string>(),
    signal: new AbortController().signal,
  };
  const outcomes = await runPlan(plan, ports, options);
  const failed = [...outcomes.values()].find(({ state }) => state !== 'ran');
  if (failed !== undefined) throw new Error(JSON.stringify(failed));
}

/** Leaves a small file for each declared output, other bytes for each instance. */
async function standIn({ instance, attempt }: ExecutionRequest) {
  const outputs: Record<string, StoredOutput> = {};
  for (const [name, spec] of Object.entries(instance.outputs)) {
    const content = `${instance.id} ${name}\n`;
    const file = { sha256: sha256(content), bytes: content.length };
    const path = 'file' in spec ? spec.file : join(spec.folder, 'part');
    const at = join(attempt.folder, 'outputs', name, path);
    await mkdir(dirname(at), { recursive: true });
    await writeFile(at, content);
    const files = [{ name: 'part', ...file }];
    outputs[name] =
      'file' in spec
        ? { form: 'file', name: spec.file, ...file }
        : { form: 'folder', name: spec.folder, files, sha256: folderDigest(files), bytes: file.bytes };
  }
  return ok({ outputs, seconds: 1, notes: [], measures: {} });
}
