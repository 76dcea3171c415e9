import type { FromSchema } from 'json-schema-to-ts';
import { ok } from '../core/result.js';
import { defineStep, type ParamsSchema } from '../core/step.js';
import { writeKerasH5 } from '../formats/keras-h5-write.js';
import { modelJsonName, modelTensorsName, readModel } from '../formats/model-file.js';

const params = {
  type: 'object',
  additionalProperties: false,
  properties: {
    format: {
      enum: ['keras-h5'],
      default: 'keras-h5',
      description: 'The format: `keras-h5` is what load_model and load_weights of Keras 2 and Keras 3 read.',
    },
    weights_only: {
      type: 'boolean',
      default: false,
      description:
        'true leaves the network out, as save_weights does; load_weights takes the weights from a whole model too.',
    },
  },
} as const satisfies ParamsSchema;

type Params = FromSchema<typeof params>;

/** Writes a model for other programs. */
export const exportModel = defineStep<Params>({
  name: 'export-model',
  version: 1,
  summary: 'Writes an autoencoder as a Keras .h5 file, which Keras 2 and Keras 3 load.',
  stochastic: false,
  params,
  inputs: { model: { type: 'model', summary: 'A trained or imported autoencoder.' } },
  outputs: {
    keras: {
      type: 'file',
      file: 'model.h5',
      summary: 'The network and its weights; its attribute skysort_latent_layer names the latent layer.',
    },
  },
  async run(context) {
    const { inputs, outputs } = context;
    const json = inputs.folderFile('model', modelJsonName).path;
    const model = await readModel(json, inputs.folderFile('model', modelTensorsName).path);
    if (!model.ok) return model;
    await writeKerasH5(outputs.path('keras'), model.value, context.params.weights_only);
    return ok();
  },
});
