import type { Model } from '../numerics/network/model.js';
import { writeHdf5, type Hdf5Group } from './hdf5-write.js';
import { describeModel, type ExportedLayer, type ExportedModel } from './keras-h5/describe-model.js';
import { latentLayerAttribute } from './keras-h5/latent-layer-attribute.js';

const kerasVersion = '2.2.4';
const backend = 'tensorflow';
/** What Keras puts into one attribute of a list at most. */
const mostListBytes = 64512;

/**
 * Writes a model as Keras 2.2 saves it in HDF5, which later versions, Keras 3 among them, read too: `load_model`, and `load_weights`
 * into a model of the same layers. The same model gives the same bytes. A leaky ReLU inside of a layer becomes a layer behind it;
 * characters that TensorFlow does not allow in names become `_`.
 * @param weightsOnly As `save_weights`: without the network.
 */
export async function writeKerasH5(path: string, model: Model, weightsOnly: boolean): Promise<void> {
  const exported = describeModel(model);
  const weights = weightGroups(exported.layers);
  if (weightsOnly) return writeHdf5(path, weights);
  const config = modelConfig(exported, model.architecture.input);
  await writeHdf5(path, {
    attributes: {
      keras_version: kerasVersion,
      backend,
      model_config: JSON.stringify(config),
      [latentLayerAttribute]: exported.latentLayer,
    },
    groups: { model_weights: weights },
  });
}

/** A functional model: its input as a layer of its own is what every version understands. */
function modelConfig({ layers, inputLayer }: ExportedModel, input: readonly number[]): object {
  const first = { batch_input_shape: [null, ...input], dtype: 'float32', sparse: false };
  const all = [{ name: inputLayer, className: 'InputLayer', config: first }, ...layers];
  const listed = all.map(({ name, className, config }, index) => {
    const before = all[index - 1]?.name;
    return {
      name,
      class_name: className,
      config: { name, ...(before === undefined ? {} : { trainable: true }), ...config },
      inbound_nodes: before === undefined ? [] : [[[before, 0, 0, {}]]],
    };
  });
  const ends = { input_layers: [[inputLayer, 0, 0]], output_layers: [[all.at(-1)?.name, 0, 0]] };
  return { class_name: 'Model', config: { name: 'autoencoder', layers: listed, ...ends } };
}

function weightGroups(layers: readonly ExportedLayer[]): Hdf5Group {
  const groups = layers.map(({ name, tensors }): [string, Hdf5Group] => {
    const datasets = tensors.map(({ name: tensor, shape, values }) => [`${tensor}:0`, { shape, values }]);
    const names = tensors.map((tensor) => `${name}/${tensor.name}:0`);
    if (names.length === 0) return [name, {}];
    const groups = { [name]: { datasets: Object.fromEntries(datasets) as Hdf5Group['datasets'] & {} } };
    return [name, { attributes: { weight_names: names }, groups }];
  });
  const names = listAttributes(
    'layer_names',
    layers.map(({ name }) => name),
  );
  return {
    attributes: { ...names, backend, keras_version: kerasVersion },
    groups: Object.fromEntries(groups),
  };
}

/** One attribute, or `name0`, `name1` … when it would be too large for HDF5, as Keras cuts it. */
function listAttributes(name: string, texts: readonly string[]): Record<string, readonly string[]> {
  const longest = Math.max(...texts.map(({ length }) => length));
  const inOne = Math.max(1, Math.floor(mostListBytes / longest));
  if (texts.length <= inOne) return { [name]: texts };
  const nParts = Math.ceil(texts.length / inOne);
  return Object.fromEntries(
    Array.from({ length: nParts }, (_, i) => [`${name}${i}`, texts.slice(i * inOne, (i + 1) * inOne)]),
  );
}
