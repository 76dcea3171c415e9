import type { Survey } from '../decode.js';
import { byId, choice } from '../elements.js';
import { ordersOf, sequence, type OrderName } from './orders.js';
import { Pager } from './pager.js';

const perPage = 20;

/** All members of each cluster, page by page and in the order asked for; the page itself holds the first of each. */
export function clusterGalleries(survey: Survey): void {
  // Rows have no pictures: their clusters are told by numbers, which stand in the page.
  if (survey.payload.noun === 'row') return;
  const panels = [...document.querySelectorAll<HTMLElement>('.clustering')].map((panel, position) =>
    panelPagers(survey, panel, position),
  );
  if (panels.length === 0) return;
  const show = (order: OrderName): void => {
    for (const panel of panels) panel(order, false);
  };
  for (const panel of panels) panel('split', true);
  const orders = ordersOf(survey, survey.clusterings);
  byId('gallery-controls')?.append(
    choice('Sorted by', orders, (value) =>
      show(orders.find((order) => order.value === value)?.value ?? 'split'),
    ),
  );
}

/** A pager for each cluster of one clustering; returns what shows them in an order. */
function panelPagers(
  survey: Survey,
  panel: HTMLElement,
  position: number,
): (order: OrderName, isDrawn: boolean) => void {
  const pagers = [...panel.querySelectorAll<HTMLElement>('.cluster')].map((cluster, number) => {
    const gallery = cluster.querySelector<HTMLElement>('.gallery');
    if (gallery === null) return undefined;
    const pager = new Pager(survey, gallery, { about: `cluster ${number}`, perPage });
    cluster.querySelector('.cluster-head')?.append(pager.element);
    return pager;
  });
  const labels = survey.colourings[position];
  return (order, isDrawn) => {
    const members = pagers.map((): number[] => []);
    if (labels?.form !== 'category') return;
    for (const index of sequence(survey, order, survey.clusterings[position])) {
      members[labels.of[index] ?? -1]?.push(index);
    }
    pagers.forEach((pager, number) => pager?.show(members[number] ?? [], isDrawn));
  };
}
