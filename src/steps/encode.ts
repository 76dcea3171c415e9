import { setImmediate } from 'node:timers/promises';
import type { FromSchema } from 'json-schema-to-ts';
import { fail, ok, type Result } from '../core/result.js';
import { defineStep, type ParamsSchema, type StepContext } from '../core/step.js';
import { NpyWriter } from '../formats/npy.js';
import { engineClass, engineEnvironment, engineSchema } from './network/engine.js';
import { readNetwork, type NetworkInputs } from './network/read-network.js';

const params = {
  type: 'object',
  additionalProperties: false,
  properties: {
    engine: engineSchema,
  },
} as const satisfies ParamsSchema;

type Params = FromSchema<typeof params>;

/** The latents of every image: the output of the model's latent layer. */
export const encode = defineStep<Params>({
  name: 'encode',
  version: 3,
  summary: 'Turns every image into its latents, the output of the model’s latent layer.',
  stochastic: false,
  params,
  inputs: {
    images: { type: 'images', summary: 'Images of the size that the model takes.' },
    model: { type: 'model', summary: 'A trained or imported autoencoder.' },
  },
  outputs: {
    latents: {
      type: 'vectors',
      file: 'latents.npy',
      summary: 'float32 (n, height, width, channels) or (n, values); row i is image i.',
    },
  },
  reproducibility: engineClass,
  environment: engineEnvironment,
  async run(context) {
    const opened = await readNetwork(context.inputs, context.params.engine);
    if (!opened.ok) return opened;
    try {
      return await writeLatents(context, opened.value);
    } finally {
      await opened.value.images.close();
    }
  },
});

async function writeLatents(context: StepContext<Params>, inputs: NetworkInputs): Promise<Result<void>> {
  const { engine, model, network, images } = inputs;
  const to = model.latentLayer;
  const shape = network.layers[to]?.output ?? [];
  const writer = await NpyWriter.open(context.outputs.path('latents'), 'float32', shape);
  const options = { to, threads: context.threads };
  try {
    for await (const batch of engine.inferenceBatches(
      model.architecture,
      model.weights,
      images.rows,
      options,
    )) {
      if (context.signal.aborted) return fail({ reason: 'cancelled' });
      await writer.append(batch.outputs.slice());
      context.progress({ done: batch.start + batch.count, total: images.rows.count, unit: 'images' });
      await setImmediate();
    }
  } finally {
    await writer.close();
  }
  return ok();
}
