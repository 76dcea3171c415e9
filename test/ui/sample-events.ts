import type { Cell } from '../../src/core/cell.js';
import { instanceId } from '../../src/core/cell.js';
import type { InstanceState, RunEvent, RunEventBody } from '../../src/core/events.js';
import type { Failure } from '../../src/core/failure.js';
import { parseActionKey, parseRunId, type InstanceId } from '../../src/core/identifiers.js';
import type { Staleness } from '../../src/core/staleness.js';

/** An event with the milliseconds since the start at which it happens. */
export interface TimedEvent {
  readonly atMs: number;
  readonly event: RunEvent;
}

export interface SampleRun {
  /** Values of K in the sweep; 3, 6 and 7 unless said otherwise. */
  readonly k?: readonly number[];
  readonly epochs?: number;
  /** Which steps are found in the cache: `all`, or those named. */
  readonly cached?: 'all' | readonly string[];
  /** The values of K whose fit fails. */
  readonly failing?: readonly number[];
  /** Ends as after Ctrl-C at this time. */
  readonly cancelledAtMs?: number;
}

export const sampleStart = Date.parse('2026-11-24T23:31:59.000Z');
const sampleKey = parseActionKey('a1b2c3d4'.repeat(8));
const runFolder = 'runs/galaxies/20261124T233159Z-3fa9';

interface Planned {
  readonly id: InstanceId;
  readonly step: string;
  readonly kind: string;
  readonly cell: Cell;
  readonly needs: readonly InstanceId[];
}

/** A run of the galaxies workflow as the runner would tell it, on a made-up clock: the same list every time. */
export function sampleRun(options: SampleRun = {}): TimedEvent[] {
  const recorder = new Recorder(options);
  recorder.start();
  recorder.ingest();
  recorder.short('split', 90, [{ rule: 'never-ran' }], { training: 3152, validation: 788 });
  recorder.train();
  recorder.encode();
  recorder.clusters();
  recorder.map();
  recorder.command();
  recorder.short('report', 800, [{ rule: 'never-ran' }]);
  return recorder.finish();
}

/** The events of a run alone, without their times. */
export function sampleEvents(options: SampleRun = {}): RunEvent[] {
  return sampleRun(options).map(({ event }) => event);
}

class Recorder {
  readonly #timed: TimedEvent[] = [];
  readonly #counts: Record<InstanceState, number> = {
    ran: 0,
    cached: 0,
    failed: 0,
    skipped: 0,
    cancelled: 0,
  };
  readonly #options: SampleRun;
  readonly #k: readonly number[];
  #clockMs = 0;
  #savedSeconds = 0;

  constructor(options: SampleRun) {
    this.#options = options;
    this.#k = options.k ?? [3, 6, 7];
  }

  start(): void {
    this.#tell({
      type: 'run-started',
      run: parseRunId('20261124T233159Z-3fa9'),
      workflow: 'galaxies',
      file: 'workflows/galaxies.yaml',
      runFolder,
      jobs: 2,
      instances: this.#plan(),
    });
  }

  ingest(): void {
    if (this.#fromCache('images', 12.4, { good: 3940, skipped: 2 })) return;
    this.#begin('images', [{ rule: 'never-ran' }]);
    this.#progress('images', 3940, 'images', 12_400);
    this.#tell({
      type: 'step-note',
      id: instanceId('images', {}),
      level: 'warning',
      text: '2 of 3,942 images were skipped: constant pixels',
    });
    this.#end('images', 12.4, { good: 3940, skipped: 2 });
  }

  short(
    step: string,
    ms: number,
    reasons: readonly Staleness[],
    measures?: Readonly<Record<string, number>>,
  ): void {
    if (this.#fromCache(step, ms / 1000, measures)) return;
    this.#begin(step, reasons);
    this.#clockMs += ms;
    this.#end(step, ms / 1000, measures);
  }

  train(): void {
    const epochs = this.#options.epochs ?? 30;
    if (this.#fromCache('autoencoder', epochs * 1.5, { loss: 0.2914, val_loss: 0.3021 })) return;
    this.#begin('autoencoder', [
      { rule: 'parameter', name: 'epochs', before: 5, now: epochs },
      { rule: 'input', name: 'images', change: 'content', before: 'a1b2c3d4e5f6', now: '99ff0011aabb' },
    ]);
    const id = instanceId('autoencoder', {});
    for (let epoch = 1; epoch <= epochs; epoch += 1) {
      for (let batch = 5; batch <= 25; batch += 5) {
        this.#clockMs += 300;
        this.#tell({ type: 'step-progress', id, done: batch, total: 25, unit: 'batches' });
      }
      const loss = 0.29 + 0.41 * Math.exp(-epoch / 6) + 0.004 * Math.sin(epoch * 7);
      const values = { loss, val_loss: loss + 0.012 + 0.01 * Math.cos(epoch * 3) };
      this.#tell({ type: 'step-metric', id, step: epoch, total: epochs, unit: 'epoch', values });
    }
    this.#end('autoencoder', epochs * 1.5, { loss: 0.2914, val_loss: 0.3021 });
  }

  encode(): void {
    if (this.#fromCache('latents', 1.6)) return;
    this.#begin('latents', [
      { rule: 'input', name: 'model', change: 'content', before: 'a1b2c3d4e5f6', now: '99ff0011aabb' },
    ]);
    this.#progress('latents', 3940, 'images', 1600);
    this.#end('latents', 1.6);
  }

  clusters(): void {
    for (const k of this.#k) {
      const cell = { k };
      const measures = { inertia: Math.round(9.1e6 / k) / 10, iterations: 10 + (k % 17) };
      if (this.#fromCache('clusters', 0.6, measures, cell)) continue;
      this.#begin('clusters', [{ rule: 'never-ran' }], cell);
      this.#progress('clusters', 10, 'restarts', 600 + 40 * (k % 20), cell);
      if (this.#options.failing?.includes(k) === true) {
        this.#end('clusters', 0.6, undefined, cell, {
          reason: 'unsuitable-parameter',
          parameter: 'k',
          found: String(k),
          expected: 'at most 3,152, the number of vectors',
          remedy: 'lower k, or add images',
        });
      } else {
        this.#end('clusters', 0.6, measures, cell);
      }
    }
  }

  map(): void {
    if (this.#fromCache('map', 6.5, { kl_divergence: 1.2345 })) return;
    this.#begin('map', [{ rule: 'version', before: 1, now: 2 }]);
    const id = instanceId('map', {});
    for (let iteration = 50; iteration <= 1000; iteration += 50) {
      this.#clockMs += 325;
      this.#tell({ type: 'step-progress', id, done: iteration, total: 1000, unit: 'iterations' });
      const values = { kl_divergence: 1.2 + 3 * Math.exp(-iteration / 150) };
      this.#tell({ type: 'step-metric', id, step: iteration, total: 1000, unit: 'iteration', values });
    }
    this.#end('map', 6.5, { kl_divergence: 1.2345 });
  }

  command(): void {
    if (this.#fromCache('crossmatch', 3)) return;
    this.#begin('crossmatch', [{ rule: 'forced' }]);
    const id = instanceId('crossmatch', {});
    for (let part = 1; part <= 6; part += 1) {
      this.#clockMs += 500;
      const text = `matched \u001b[31m${part * 400}\u001b[0m of 2400 rows against the catalogue`;
      this.#tell({ type: 'step-line', id, stream: 'stdout', text });
    }
    this.#end('crossmatch', 3);
  }

  finish(): TimedEvent[] {
    const { cancelledAtMs } = this.#options;
    if (cancelledAtMs !== undefined) return this.#cancelled(cancelledAtMs);
    this.#tell({
      type: 'run-finished',
      state: this.#counts.failed > 0 ? 'failed' : 'done',
      seconds: this.#clockMs / 1000,
      savedSeconds: this.#savedSeconds,
      counts: this.#counts,
      runFolder,
      ...(this.#counts.failed > 0 ? {} : { report: `${runFolder}/outputs/report/report.html` }),
    });
    return this.#timed;
  }

  #cancelled(atMs: number): TimedEvent[] {
    const kept = this.#timed.filter((timed) => timed.atMs <= atMs);
    const ended = new Map<InstanceId, InstanceState>();
    const begun = new Set<InstanceId>();
    for (const { event } of kept) {
      if (event.type === 'step-finished') ended.set(event.id, event.state);
      if (event.type === 'step-started') begun.add(event.id);
    }
    this.#timed.length = 0;
    this.#timed.push(...kept);
    this.#clockMs = atMs;
    const counts: Record<InstanceState, number> = { ran: 0, cached: 0, failed: 0, skipped: 0, cancelled: 0 };
    for (const state of ended.values()) counts[state] += 1;
    for (const { id } of this.#plan()) {
      if (ended.has(id)) continue;
      const state = begun.has(id) ? 'cancelled' : 'skipped';
      counts[state] += 1;
      this.#tell({ type: 'step-finished', id, state, seconds: 0, failure: { reason: 'cancelled' } });
    }
    const seconds = atMs / 1000;
    this.#tell({ type: 'run-finished', state: 'cancelled', seconds, savedSeconds: 0, counts, runFolder });
    return this.#timed;
  }

  #plan(): Planned[] {
    const planned = (step: string, kind: string, needs: readonly InstanceId[], cell: Cell = {}): Planned => ({
      ...{ id: instanceId(step, cell), step, kind, cell, needs },
    });
    const one = (step: string): InstanceId => instanceId(step, {});
    return [
      planned('images', 'ingest', []),
      planned('split', 'split', [one('images')]),
      planned('autoencoder', 'train-autoencoder', [one('images'), one('split')]),
      planned('latents', 'encode', [one('images'), one('autoencoder')]),
      ...this.#k.map((k) => planned('clusters', 'kmeans', [one('latents'), one('split')], { k })),
      planned('map', 'tsne', [one('latents'), one('split')]),
      planned('crossmatch', 'command', [one('images')]),
      planned('report', 'report', [one('map')]),
    ];
  }

  #tell(body: RunEventBody): void {
    const at = new Date(sampleStart + this.#clockMs).toISOString();
    this.#timed.push({ atMs: this.#clockMs, event: { at, ...body } });
  }

  #begin(step: string, reasons: readonly Staleness[], cell: Cell = {}): void {
    this.#tell({ type: 'step-started', id: instanceId(step, cell), threads: 2, reasons });
  }

  #progress(step: string, total: number, unit: string, ms: number, cell: Cell = {}): void {
    const parts = Math.min(total, Math.max(2, Math.round(ms / 200)));
    for (let part = 1; part <= parts; part += 1) {
      this.#clockMs += ms / parts;
      const done = Math.round((total * part) / parts);
      this.#tell({ type: 'step-progress', id: instanceId(step, cell), done, total, unit });
    }
  }

  #end(
    step: string,
    seconds: number,
    measures?: Readonly<Record<string, number>>,
    cell: Cell = {},
    failure?: Failure,
  ): void {
    const state = failure === undefined ? 'ran' : 'failed';
    this.#counts[state] += 1;
    this.#tell({
      ...{ type: 'step-finished', id: instanceId(step, cell), state, key: sampleKey, seconds },
      ...(measures === undefined ? {} : { measures }),
      ...(failure === undefined ? {} : { failure }),
    });
  }

  #fromCache(
    step: string,
    savedSeconds: number,
    measures?: Readonly<Record<string, number>>,
    cell: Cell = {},
  ): boolean {
    const { cached } = this.#options;
    if (cached !== 'all' && cached?.includes(step) !== true) return false;
    this.#counts.cached += 1;
    this.#savedSeconds += savedSeconds;
    this.#tell({
      ...{ type: 'step-finished', id: instanceId(step, cell), state: 'cached', key: sampleKey },
      ...{ seconds: 0.002, savedSeconds },
      ...(measures === undefined ? {} : { measures }),
    });
    return true;
  }
}
