/** The attribute in which a file of ours names the latent layer; Keras passes it over. */
export const latentLayerAttribute = 'skysort_latent_layer';
