import { countText } from '../../../figures/ticks.js';
import { byId, button, choice, make } from '../elements.js';
import { Pager } from '../galleries/pager.js';
import { ordersOf, sequence, type OrderName } from '../galleries/orders.js';
import { download } from './download.js';
import { imagesCsv } from './images-csv.js';
import type { MapWidget } from './map.js';

const perPage = 20;

/** Counts what is selected, shows it, and gives it away as a table. */
export function selectionPanel(widget: MapWidget): void {
  const panel = byId('map-selection');
  if (panel === null) return;
  const { survey, selection } = widget;
  const { noun } = survey.payload;
  // Rows have no pictures to turn over.
  const gallery = panel.querySelector<HTMLElement>('.gallery');
  const pager =
    gallery === null ? undefined : new Pager(survey, gallery, { about: 'the selection', perPage });
  let order: OrderName = 'split';
  const orders = ordersOf(survey, []);
  const sort = choice('Sorted by', orders, (value) => {
    order = orders.find((one) => one.value === value)?.value ?? order;
    show();
  });
  const save = button(
    'Download CSV',
    () => download(`selection-${selection.count}.csv`, imagesCsv(survey, selection.indices())),
    {
      title: `${noun === 'row' ? 'Row, name, clusters and columns' : 'Index, file, member, camera, clusters and statistics'} of each. A name that a spreadsheet would take for a formula gets an apostrophe before it.`,
    },
  );
  const clear = button('Clear', () => selection.change([], 'replace'));
  const shown = button('Select all shown', () => {
    const { x } = widget.map;
    const indices = Array.from(x.keys()).filter((i) => widget.isShown(i) && !Number.isNaN(x[i] ?? NaN));
    selection.change(indices, 'replace');
  });
  const said = make('p', { class: 'selection-said', attributes: { role: 'status' } });
  const show = (): void => {
    const { count } = selection;
    said.textContent =
      count === 0 ? 'Nothing selected' : `${countText(count)} ${noun}${count === 1 ? '' : 's'} selected`;
    panel.classList.toggle('is-empty', count === 0);
    save.disabled = count === 0;
    clear.disabled = count === 0;
    sort.hidden = count === 0 || pager === undefined;
    pager?.show(
      count === 0 ? [] : sequence(survey, order, undefined).filter((index) => selection.has(index)),
    );
  };
  panel.prepend(
    make(
      'div',
      { class: 'selection-bar' },
      said,
      shown,
      save,
      clear,
      sort,
      ...(pager === undefined ? [] : [pager.element]),
    ),
  );
  selection.onChange(show);
  show();
}
