import { Rig } from '../support/rig.js';

const workflow = `
skysort: 1
name: small
steps:
  survey: { uses: mock-survey, with: { galaxies: 20, frame: { min: 71, max: 110 } } }
  images:
    uses: ingest
    inputs: { files: survey.tarballs }
    with: { size: 16, cameras: [0, 2, 1, 3], stretch: asinh, header_keywords: [OBJECT] }
  autoencoder:
    uses: train-autoencoder
    inputs: { images: images.images }
    with:
      epochs: 1
      architecture:
        - { kind: conv2d, filters: 4, kernel: 3, strides: 2, activation: relu, latent: true }
        - { kind: upsample }
        - { kind: conv2d, filters: 1, kernel: 3, activation: sigmoid }
  latents: { uses: encode, inputs: { images: images.images, model: autoencoder.model } }
  statistics: { uses: image-stats, inputs: { files: survey.tarballs, catalogue: images.catalogue } }
  clusters: { uses: kmeans, inputs: { vectors: latents.latents }, sweep: { k: [2, 5] } }
  artifacts:
    uses: artifact-score
    inputs: { labels: clusters.labels, statistics: statistics.table, catalogue: images.catalogue }
    gather: [k]
  reduced: { uses: pca, inputs: { vectors: latents.latents }, with: { components: 7 } }
  joined:
    uses: join-vectors
    inputs: { vectors: reduced.vectors, statistics: statistics.table, catalogue: images.catalogue }
    with: { scale: standard }
  joined-clusters: { uses: kmeans, inputs: { vectors: joined.vectors }, with: { k: 4 } }
  map: { uses: tsne, inputs: { vectors: latents.latents }, with: { perplexity: 5, iterations: 250 } }
  map-clusters: { uses: kmeans, inputs: { vectors: map.embedding }, with: { k: 2 } }
`;

/** A folder with a finished run `small` of 80 small images, with several ways from images to clusters. */
export async function smallRun(): Promise<{ rig: Rig; tarballs: string }> {
  const rig = new Rig();
  rig.write('small.yaml', workflow);
  await rig.run('small.yaml');
  return { rig, tarballs: rig.path('runs/small/latest/outputs/survey/tarballs') };
}
