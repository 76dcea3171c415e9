import type { FromSchema } from 'json-schema-to-ts';
import type { UnsuitableParameter } from '../../core/failure.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Architecture } from '../../numerics/network/architecture.js';
import { defaultLatentLayer } from '../../numerics/network/model.js';
import { presetArchitecture } from '../../numerics/network/presets.js';
import { product, resolveLayers } from '../../numerics/network/resolve-layers.js';
import type { layersSchema } from '../architecture-parameter.js';
import { latentTexts, listArchitecture } from './layer-faults.js';

type ArchitectureParameter = 'dense' | 'cnn' | FromSchema<typeof layersSchema>;

export interface ChosenNetwork {
  readonly architecture: Architecture;
  /** Index of the layer whose output is the latents. */
  readonly latentLayer: number;
}

interface ImageSize {
  readonly height: number;
  readonly width: number;
}

const unsuitable = (found: string, expected: string, remedy: string): Result<never, UnsuitableParameter> =>
  fail({ reason: 'unsuitable-parameter', parameter: 'architecture', found, expected, remedy });

function askedArchitecture(parameter: ArchitectureParameter, { height, width }: ImageSize): Architecture {
  if (typeof parameter === 'string') return presetArchitecture(parameter, height, width);
  return listArchitecture(parameter, [height, width, 1]);
}

/** The autoencoder asked for, fitted to the images' size. @returns Failure `unsuitable-parameter` when the layers are none. */
export function chosenNetwork(
  parameter: ArchitectureParameter,
  size: ImageSize,
): Result<ChosenNetwork, UnsuitableParameter> {
  const architecture = askedArchitecture(parameter, size);
  const resolved = resolveLayers(architecture);
  if (!resolved.ok) {
    const { layer, found, expected } = resolved.problem;
    return unsuitable(`in layer ${layer}, ${found}`, expected, 'correct the list of layers');
  }
  const output = resolved.layers.at(-1)?.output ?? [];
  const { height, width } = size;
  if (product(output) !== height * width) {
    return unsuitable(
      `a network that makes (${output.join(', ')}) of images of ${height} x ${width}`,
      `outputs of ${height * width} values, as the images have`,
      parameter === 'cnn'
        ? 'ingest the images with a size that is a multiple of 8'
        : 'match pools and strides by upsampling, and end with one filter',
    );
  }
  const latentLayer = defaultLatentLayer(architecture);
  if (latentLayer !== undefined) return ok({ architecture, latentLayer });
  const { found, expected, remedy } = latentTexts(architecture.layers);
  return unsuitable(found, expected, remedy);
}
