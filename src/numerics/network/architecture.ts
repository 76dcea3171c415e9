/** The vocabulary of networks: what a person writes as a list of layers, and what the presets and importers produce. */

export type Activation = 'linear' | 'relu' | 'leaky-relu' | 'elu' | 'tanh' | 'sigmoid';

/** Fields that any layer may have. `latent: true` marks the layer whose batch norm's (or own) output is the latents. */
interface LayerBase {
  readonly name?: string;
  readonly latent?: boolean;
}

/** One layer; images are channels-last, padding is `same`. */
export type LayerSpec = LayerBase &
  (
    | {
        readonly kind: 'conv2d';
        readonly filters: number;
        readonly kernel: 1 | 3 | 5;
        readonly strides?: 1 | 2;
        readonly activation?: Activation;
      }
    | { readonly kind: 'dense'; readonly units: number; readonly activation?: Activation }
    | { readonly kind: 'max-pool'; readonly size?: number }
    | { readonly kind: 'average-pool'; readonly size?: number }
    | { readonly kind: 'upsample'; readonly size?: number }
    | { readonly kind: 'batch-norm'; readonly momentum?: number; readonly epsilon?: number }
    | { readonly kind: 'flatten' }
    | { readonly kind: 'reshape'; readonly shape: readonly number[] }
    | { readonly kind: 'dropout'; readonly rate: number }
    | { readonly kind: 'activation'; readonly activation: Activation }
  );

/**
 * A network before its shapes are worked out. `input` is (height, width, channels) or (features,).
 * A network whose input is (features,) takes images flattened row-major.
 */
export interface Architecture {
  readonly input: readonly number[];
  readonly layers: readonly LayerSpec[];
}

/**
 * Weights by `<layer name>/<tensor>`: `kernel` (conv2d: (height, width, in, out); dense: (in, out)), `bias`, `gamma`, `beta`,
 * `moving_mean`, `moving_variance`; each row-major float32.
 */
export type Weights = Readonly<Record<string, Float32Array>>;
