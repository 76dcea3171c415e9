import type { JobInput } from '../../src/exec/job.js';
import { instanceId, type Cell } from '../../src/core/cell.js';
import { inputFile } from './run-step.js';

/** Files of several cells of one step, as an input that gathers them. */
export function gatheredCells(step: string, cells: readonly (readonly [Cell, string])[]): JobInput {
  return {
    form: 'gathered',
    items: cells.map(([cell, path]) => ({
      cell,
      instance: instanceId(step, cell),
      artifact: { form: 'file', file: inputFile(path) },
    })),
  };
}
