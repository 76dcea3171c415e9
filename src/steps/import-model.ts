import type { FromSchema } from 'json-schema-to-ts';
import { ok } from '../core/result.js';
import { defineStep, type ParamsSchema } from '../core/step.js';
import { writeModel } from '../formats/model-file.js';
import { layersSchema } from './architecture-parameter.js';
import { readTrained } from './import-model/read-trained.js';
import { placeFaults } from './network/layer-faults.js';
import { assembleModel } from './import-model/assemble-model.js';

const params = {
  type: 'object',
  additionalProperties: false,
  properties: {
    architecture: {
      anyOf: [{ type: 'string', enum: ['file', 'dense', 'cnn'] }, layersSchema],
      default: 'file',
      description:
        'The network: `file` takes it from a full Keras model; `dense` and `cnn` are the published networks; or a list of layers. A weights-only file needs one of the latter.',
    },
    input: {
      type: 'array',
      minItems: 3,
      maxItems: 3,
      items: { type: 'integer', minimum: 1 },
      default: [128, 128, 1],
      description:
        'Shape of the images, (height, width, channels), for an architecture that is given here; a file with a network has its own.',
    },
    latent: {
      type: ['string', 'null'],
      default: null,
      description:
        'Name of the layer whose output is the latents; by default the one that the architecture marks, else the batch norm that takes the output of a layer named `latent_layer`.',
    },
  },
} as const satisfies ParamsSchema;

type Params = FromSchema<typeof params>;

/** Takes a trained network from a Keras file, or weights for a given network from a Keras or safetensors file. */
export const importModel = defineStep<Params>({
  name: 'import-model',
  version: 2,
  summary:
    'Takes a trained autoencoder from a Keras .h5 file, or its weights from a Keras or safetensors file.',
  stochastic: false,
  params,
  inputs: {
    weights: {
      type: 'file',
      summary:
        'A model that Keras 2 or 3 saved (.h5, .hdf5), full or weights only, or the model.safetensors of another run.',
    },
  },
  outputs: {
    model: { type: 'model', folder: 'model', summary: 'The layers, the weights and the latent layer.' },
  },
  paramFaults: ({ architecture, input }) => placeFaults(architecture, input),
  async run(context) {
    const file = context.inputs.file('weights');
    const trained = await readTrained(file.path, file.name);
    if (!trained.ok) return trained;
    const model = assembleModel(trained.value, file.name, context.params);
    if (!model.ok) return model;
    await writeModel(context.outputs.path('model'), model.value);
    const { layers } = model.value.architecture;
    context.measure({
      parameters: Object.values(model.value.weights).reduce((total, { length }) => total + length, 0),
      latent_layer: layers[model.value.latentLayer]?.name ?? '',
    });
    return ok();
  },
});
