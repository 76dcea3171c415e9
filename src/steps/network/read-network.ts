import { fail, ok, type Result } from '../../core/result.js';
import type { StepInputs } from '../../core/step.js';
import { modelJsonName, modelTensorsName, readModel } from '../../formats/model-file.js';
import type { Model } from '../../numerics/network/model.js';
import { networkOf, valuesIn, type Network } from '../../numerics/network/network.js';
import { networkEngine, type EngineName, type NetworkEngine } from './engine.js';
import { openImages, type OpenImages } from './open-images.js';

/** A model, the images that it is to run over, and what runs it. */
export interface NetworkInputs {
  readonly engine: NetworkEngine;
  readonly model: Model;
  readonly network: Network;
  readonly images: OpenImages;
}

/**
 * Opens the inputs `model` and `images`, and the engine.
 * @returns Failure `unsuitable-input` when the model takes images of another size, `engine-unavailable` without the engine.
 */
export async function readNetwork(
  inputs: StepInputs,
  engineName: EngineName,
): Promise<Result<NetworkInputs>> {
  const engine = networkEngine(engineName);
  if (!engine.ok) return engine;
  const json = inputs.folderFile('model', modelJsonName).path;
  const model = await readModel(json, inputs.folderFile('model', modelTensorsName).path);
  if (!model.ok) return model;
  const opened = await openImages(inputs.file('images'));
  if (!opened.ok) return opened;
  const images = opened.value;
  const network = networkOf(model.value.architecture);
  const [height, width, channels = 1] = network.input;
  const fits =
    network.input.length === 1
      ? valuesIn(network.input) === images.rows.length
      : height === images.height && width === images.width && channels === 1;
  if (fits) return ok({ engine: engine.value, model: model.value, network, images });
  await images.close();
  return fail({
    reason: 'unsuitable-input',
    input: 'images',
    file: images.path,
    found: `images of ${images.height} x ${images.width} pixels`,
    expected: `what the model takes, (${network.input.join(', ')})`,
    remedy: 'ingest the images with the size that the model was trained with',
  });
}
