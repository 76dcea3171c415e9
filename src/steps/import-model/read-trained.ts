import { open, readFile } from 'node:fs/promises';
import { ok, type Result } from '../../core/result.js';
import { readKerasH5, type KerasLayerWeights, type MatchBy } from '../../formats/keras-h5.js';
import { decodeSafetensors } from '../../formats/safetensors.js';
import type { Architecture } from '../../numerics/network/architecture.js';
import type { JsonValue } from '../../numerics/network/model.js';

/** Weights from a file, with the network when the file tells it. */
export interface Trained {
  readonly architecture?: Architecture;
  readonly weights: readonly KerasLayerWeights[];
  /** How layers find their weights when the file has no network. */
  readonly matchBy: MatchBy;
  /** The layer that the file says gives the latents. */
  readonly latentLayer?: string;
  /** Kept with the model. It must not hold the file's name, which the step's key does not know. */
  readonly origin: JsonValue;
}

/**
 * Reads a Keras or a safetensors file; which of them it is, its first bytes tell.
 * @param name How errors name the file.
 */
export async function readTrained(path: string, name: string): Promise<Result<Trained>> {
  if (await looksLikeSafetensors(path)) {
    const file = decodeSafetensors(await readFile(path), name);
    if (!file.ok) return file;
    const layers = new Map<string, KerasLayerWeights['tensors'][number][]>();
    for (const { name, shape, values } of file.value.tensors) {
      const slash = name.lastIndexOf('/');
      const layer = name.slice(0, Math.max(slash, 0));
      layers.set(layer, [...(layers.get(layer) ?? []), { name: name.slice(slash + 1), shape, values }]);
    }
    const weights = [...layers].map(([layer, tensors]) => ({ layer, tensors }));
    return ok({ weights, matchBy: 'name', origin: { imported_from: 'safetensors' } });
  }
  const file = await readKerasH5(path, name);
  if (!file.ok) return file;
  const { architecture, weights, matchBy, latentLayer, kerasVersion = null } = file.value;
  const origin = {
    imported_from: 'keras',
    keras_version: kerasVersion,
    weights_only: architecture === undefined,
  };
  const network = architecture === undefined ? {} : { architecture };
  return ok({ weights, matchBy, origin, ...network, ...(latentLayer === undefined ? {} : { latentLayer }) });
}

/** A safetensors file has the `{` of its header after the 8 bytes of the header's length. */
async function looksLikeSafetensors(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const head = new Uint8Array(9);
    await handle.read(head, 0, 9, 0);
    return head[8] === 0x7b;
  } finally {
    await handle.close();
  }
}
