import './style.css';
import type { Execution } from '../execution.js';
import type { Payload } from '../payload.js';
import { decode } from './decode.js';
import { byId, jsonIn } from './elements.js';
import { showExecution } from './execution.js';
import { clusterGalleries } from './galleries/cluster-galleries.js';
import { MapWidget } from './map/map.js';
import { peek } from './peek.js';
import { wantSheetsShown } from './sheets.js';
import { tabs } from './tabs.js';

const payload = jsonIn('survey-data') as Payload | null;
if (payload !== null) {
  const survey = decode(payload);
  const [points, canvas] = [byId('map-points'), byId('map-canvas')];
  const [map] = survey.maps;
  if (points instanceof HTMLCanvasElement && canvas instanceof HTMLCanvasElement && map !== undefined) {
    // The page is to be seen first: opening WebGL may take a while.
    requestAnimationFrame(() => setTimeout(() => new MapWidget(survey, map, points, canvas)));
  }
  clusterGalleries(survey);
  peek(survey);
  wantSheetsShown();
}
tabs();
const execution = jsonIn('execution') as Execution | null;
if (execution !== null) showExecution(execution);

// A drawing wider than the page begins in its middle, where the first steps are.
for (const drawing of document.querySelectorAll('.graph')) {
  drawing.scrollLeft = (drawing.scrollWidth - drawing.clientWidth) / 2;
}

// A link to a step opens it.
const openTarget = (): void => {
  const target = location.hash === '' ? null : byId(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) target.open = true;
};
addEventListener('hashchange', openTarget);
openTarget();

// On paper nothing can be opened: what was closed is opened for printing, and closed again.
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll<HTMLDetailsElement>('details:not([open], .digests)')) {
    details.open = true;
    details.dataset['opened'] = 'for print';
  }
});
addEventListener('afterprint', () => {
  for (const details of document.querySelectorAll<HTMLDetailsElement>('details[data-opened]')) {
    details.open = false;
    delete details.dataset['opened'];
  }
});
