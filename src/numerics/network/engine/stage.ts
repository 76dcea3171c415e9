import type { Machine, Step } from './machine.js';
import { shardCount, type Parameters } from './parameters.js';

/**
 * A piece of work that starts when all before it is done. Its tasks may run in any order, on any threads: each writes places of its
 * own, so their number is part of the method and the number of threads is not.
 */
export interface Phase {
  readonly tasks: number;
  run(task: number, step: Step): void;
}

/** A part of the network: layers that treat images one by one, or one layer that needs the whole batch. */
export interface Stage {
  readonly forward: readonly Phase[];
  readonly backward: readonly Phase[];
}

export interface StageContext {
  readonly machine: Machine;
  readonly parameters: Parameters;
  readonly batchSize: number;
  /** Of the values between a stage's layers; by default 256 MiB. The results do not depend on it. */
  readonly mostKeptBytes?: number;
}

/** The images of a shard, from start to before end. */
export function shardRange(shard: number, images: number): [start: number, end: number] {
  return [Math.floor((images * shard) / shardCount), Math.floor((images * (shard + 1)) / shardCount)];
}

/** A phase with a task for each shard, run image by image. */
export function perImage(run: (image: number, step: Step, shard: number) => void): Phase {
  return {
    tasks: shardCount,
    run: (shard, step) => {
      const [start, end] = shardRange(shard, step.images);
      for (let image = start; image < end; image++) run(image, step, shard);
    },
  };
}
