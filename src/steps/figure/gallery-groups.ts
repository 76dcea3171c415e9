import type { GalleryGroup } from '../../figures/gallery.js';
import { categoricalColour } from '../../figures/palette.js';
import { countText } from '../../figures/ticks.js';
import type { NameOf } from './image-names.js';
import type { Split } from '../../numerics/train-validation-split.js';
import { partMembers, type ImageFile, type Part } from './read-inputs.js';

export interface GallerySource {
  readonly images: ImageFile;
  readonly labels: Int32Array | undefined;
  readonly split: Split | undefined;
  readonly part: Part;
  /** How many panels a group has. */
  readonly nPanels: number;
  readonly nameOf: NameOf;
}

/** One group for each cluster with its first members in the split's order; one group of all images when there are no labels. */
export async function galleryGroups(source: GallerySource): Promise<GalleryGroup[]> {
  const { images, labels, split, part, nPanels } = source;
  const members = partMembers(part, split, images.nImages);
  const nClusters = labels === undefined ? 1 : labels.reduce((most, label) => Math.max(most, label + 1), 0);
  const byCluster = Array.from({ length: nClusters }, (): number[] => []);
  for (const index of members) byCluster[labels?.[index] ?? 0]?.push(index);
  const groups: GalleryGroup[] = [];
  for (const [cluster, inCluster] of byCluster.entries()) {
    const pictures = [];
    for (const index of inCluster.slice(0, nPanels)) {
      pictures.push(await images.picture(index, source.nameOf(index)));
    }
    groups.push({
      heading: labels === undefined ? 'Images' : `Cluster ${cluster}`,
      remark: memberCount(inCluster.length, split === undefined ? 'all' : part),
      colour: categoricalColour(cluster),
      pictures,
    });
  }
  return groups;
}

function memberCount(count: number, part: Part): string {
  const adjective = { train: 'training ', validation: 'validation ', all: '' }[part];
  return `${countText(count)} ${adjective}${count === 1 ? 'image' : 'images'}`;
}
