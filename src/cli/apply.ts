import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseDigest } from '../core/identifiers.js';
import { fail, ok, type Result } from '../core/result.js';
import type { InputFile } from '../core/step.js';
import { applyRun } from '../steps/apply/apply-run.js';
import { catalogueColumns, catalogueRow, type CatalogueForm } from '../steps/apply/catalogue.js';
import { baseName } from '../steps/frames/frame-names.js';
import { storageTrouble } from '../store/storage-trouble.js';
import { applyText, progressText, type ApplySummary } from '../ui/apply-text.js';
import { CatalogueWriter } from './apply/catalogue-writer.js';
import { chooseRun, type ChosenRun } from './apply/choose-run.js';
import { listFiles } from './apply/list-files.js';
import { catalogueFiles, makeOutFolder, outTrouble } from './apply/out-folder.js';
import { provenance } from './apply/provenance.js';
import { Tally } from './apply/tally.js';
import type { Command, Invocation, Terminal } from './command.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { findRun } from './find-run.js';
import { listenForInterrupts } from './interrupts.js';
import { parseJobs } from './parse-jobs.js';
import { openWorkspace } from './workspace.js';

export const apply: Command = {
  name: 'apply',
  usage: 'RUN FILES… [--out DIR] [--k K]… [--jobs N] [--json]',
  summary:
    'Takes new images through a finished run, which stays as it is: its ingest, encoder, k-means and artifact score. Writes catalogue.csv and catalogue.fits, a row for each image tried; a bad image costs its own row and tells the reason. RUN is a workflow, a run id, `latest` or a folder, exported or not; FILES are tarballs, FITS files, folders of them, or quoted patterns. The paths of the catalogue go to standard output; everything else to standard error.',
  arity: { least: 2, most: Infinity },
  options: [
    {
      name: 'out',
      short: 'o',
      value: 'DIR',
      summary: 'where the catalogue goes, over an older one (default: here)',
    },
    {
      name: 'k',
      value: 'K',
      repeats: true,
      summary: 'show only the clusters of this K (default: all of the run)',
    },
    { name: 'clusters', value: 'STEP', summary: 'the k-means to use, when the run has several' },
    { name: 'latents', value: 'STEP', summary: 'the encode step to use, when the run has several' },
    { name: 'score', value: 'STEP', summary: 'the artifact score to use, when several judge the clusters' },
    { name: 'jobs', short: 'j', value: 'N', summary: 'cores to use in all (default: as many as there are)' },
    { name: 'json', summary: 'print the summary as JSON to standard output' },
  ],
  exits: [0, 1, 2, 4, 5, 130],
  example: "skysort apply demo 'night-12/*.tar' --out night-12",
  async run(invocation, terminal) {
    const [name = '', ...names] = invocation.args;
    if (name === '') return fail({ reason: 'usage', found: "'' for RUN", expected: 'a run: skysort ls' });
    const jobs = parseJobs(invocation.value('jobs'));
    if (!jobs.ok) return jobs;
    const ks = parseKs(invocation.values('k'));
    if (!ks.ok) return ks;
    const { layout } = openWorkspace(invocation, terminal);
    const found = findRun(layout, name);
    if (!found.ok) return found;
    const chosen = await chooseRun(found.value, layout, { ...given(invocation), ks: ks.value });
    if (!chosen.ok) return chosen;
    const files = await listFiles(names, {
      folders: [layout.runsFolder, found.value.folder],
      outputs: Object.values(catalogueFiles(invocation.value('out') ?? '.')).map((path) => resolve(path)),
    });
    if (!files.ok) return files;
    const threads = jobs.value ?? availableParallelism();
    return applyToFiles(chosen.value, files.value, { invocation, terminal, threads });
  },
};

function parseKs(texts: readonly string[]): Result<number[]> {
  const ks = texts.flatMap((text) => text.split(',')).map(Number);
  const wrong = ks.findIndex((k) => !Number.isInteger(k) || k < 1);
  if (wrong < 0) return ok(ks);
  return fail({ reason: 'usage', found: `--k ${texts.join(',')}`, expected: 'whole numbers of clusters' });
}

function given(invocation: Invocation): { clusters?: string; latents?: string; score?: string } {
  const names = ['clusters', 'latents', 'score'] as const;
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = invocation.value(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

interface Application {
  readonly invocation: Invocation;
  readonly terminal: Terminal;
  readonly threads: number;
}

async function applyToFiles(
  chosen: ChosenRun,
  paths: readonly string[],
  { invocation, terminal, threads }: Application,
): Promise<Result<ExitCode>> {
  const startMs = performance.now();
  const folder = invocation.value('out') ?? '.';
  const form: CatalogueForm = {
    run: chosen.read.fitted,
    shown: chosen.clusterings.map((_, at) => at),
    keywords: keywordsOf(chosen),
  };
  const { files: fileSystem } = openWorkspace(invocation, terminal);
  const writer = new CatalogueWriter(folder, catalogueColumns(form), fileSystem);
  const tally = new Tally(form);
  const interrupts = listenForInterrupts(() => undefined);
  const progress = progressLine(terminal, paths.length);
  try {
    const groups = applyRun(form.run, inputFiles(paths), { threads, signal: interrupts.stop });
    if (!groups.ok) return groups;
    const made = makeOutFolder(folder);
    if (!made.ok) return made;
    try {
      await writer.open();
    } catch (error) {
      return outTrouble(folder, error);
    }
    for await (const group of groups.value) {
      tally.add(group);
      for (const frame of group.frames) await writer.append(catalogueRow(form, frame));
      progress.show(tally);
    }
    await writer.finish(provenance(chosen), interrupts.stop);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return fail(storageTrouble('write', error.path ?? folder, error));
  } finally {
    progress.clear();
    await writer.close();
    interrupts.close();
  }
  if (interrupts.stop.aborted) return fail({ reason: 'cancelled' });
  const summary: ApplySummary = {
    ...{ run: chosen.manifest.run, workflow: chosen.manifest.workflow },
    catalogue: { csv: writer.csv, fits: writer.fits },
    seconds: (performance.now() - startMs) / 1000,
    ...tally.summary(),
  };
  tell(summary, invocation, terminal);
  return ok(tally.good > 0 ? exitCodes.done : exitCodes.stepFailed);
}

function keywordsOf({ read }: ChosenRun): readonly string[] {
  const keywords = read.ingest.params['header_keywords'];
  return Array.isArray(keywords) ? keywords.map(String) : [];
}

/** Nothing depends on their digests, and hashing would read them twice. */
function* inputFiles(paths: readonly string[]): Generator<InputFile> {
  const unhashed = parseDigest('0'.repeat(64));
  for (const path of paths) {
    const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    yield { name: baseName(path), path, sha256: unhashed, bytes };
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

function tell(summary: ApplySummary, invocation: Invocation, { stdout, stderr }: Terminal): void {
  stderr.write(applyText(summary));
  const { csv, fits } = summary.catalogue;
  stdout.write(invocation.has('json') ? `${JSON.stringify(summary, null, 2)}\n` : `${csv}\n${fits}\n`);
}

const shownEveryMs = 100;

/** On a terminal, one line that is written over; nothing elsewhere. */
function progressLine({ stderr }: Terminal, nFiles: number): { show(tally: Tally): void; clear(): void } {
  const startMs = performance.now();
  let shownMs = -Infinity;
  return {
    show(tally) {
      const nowMs = performance.now();
      if (!stderr.isTTY || nowMs - shownMs < shownEveryMs) return;
      shownMs = nowMs;
      stderr.write(
        `\r\u001b[K${progressText({ ...{ nFiles, nRead: tally.filesRead, nImages: tally.tried }, seconds: (nowMs - startMs) / 1000 })}`,
      );
    },
    clear() {
      if (shownMs > -Infinity) stderr.write('\r\u001b[K');
    },
  };
}
