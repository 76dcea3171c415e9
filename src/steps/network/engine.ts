import { ok, type Result } from '../../core/result.js';
import type { Note } from '../../core/step.js';
import { inferenceBatches, openInference } from '../../numerics/network/inference.js';
import { train } from '../../numerics/network/train.js';
import { findTensorflow } from './tensorflow/find-tensorflow.js';
import { tensorflowBatches } from './tensorflow/infer.js';
import { loadTensorflow } from './tensorflow/load-tensorflow.js';
import { tensorflowClass } from './tensorflow/reproducibility.js';
import { trainByTensorflow } from './tensorflow/train.js';

/** JSON Schema of the parameter that says what computes a network. */
export const engineSchema = {
  enum: ['wasm', 'tensorflow'],
  default: 'wasm',
  description:
    'What computes it: `wasm` is skysort’s own; `tensorflow`, the reference, must be installed (`skysort doctor`), and its bytes depend on the machine.',
} as const;

/** The same for training. */
export const trainingEngineSchema = {
  ...engineSchema,
  description: `${engineSchema.description} It keeps no checkpoints: training that is stopped begins anew, and more \`epochs\` do not continue from fewer.`,
} as const;

export type EngineName = (typeof engineSchema.enum)[number];

/** What trains networks and runs them. */
export interface NetworkEngine {
  readonly train: typeof train;
  readonly inferenceBatches: typeof inferenceBatches;
  readonly openInference: typeof openInference;
}

/** The engine asked for, never another. @returns Failure `engine-unavailable` when it cannot be loaded. */
export function networkEngine(name: EngineName): Result<NetworkEngine> {
  if (name === 'wasm') return ok({ train, inferenceBatches, openInference });
  const loaded = loadTensorflow(findTensorflow());
  if (!loaded.ok) return loaded;
  const tf = loaded.value;
  return ok({
    train: (...args) => trainByTensorflow(tf, ...args),
    inferenceBatches: (...args) => tensorflowBatches(tf, ...args),
    openInference: (architecture, weights, options) => ({
      batches: (images) => tensorflowBatches(tf, architecture, weights, images, options),
      stop: () => Promise.resolve(),
    }),
  });
}

/** What a person should know before training by this engine. */
export function engineNotes(name: EngineName): readonly Note[] {
  if (name === 'wasm') return [];
  return [{ level: 'info', text: 'TensorFlow keeps no checkpoints: training that is stopped begins anew' }];
}

/** What an engine's bytes depend on beside the step's key: nothing for our own. */
export function engineClass({ engine }: { readonly engine: EngineName }): Readonly<Record<string, string>> {
  return engine === 'tensorflow' ? tensorflowClass() : {};
}

/** Names of the variables that an engine's bytes depend on. */
export function engineEnvironment({ engine }: { readonly engine: EngineName }): readonly string[] {
  return engine === 'tensorflow' ? ['TF_ENABLE_ONEDNN_OPTS', 'TF_NUM_INTRAOP_THREADS'] : [];
}
