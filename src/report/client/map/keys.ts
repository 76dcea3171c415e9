import type { MapWidget } from './map.js';
import { nearestPoint, nextPoint } from './nearest.js';
import { zoomBy } from './pointer.js';

const directions: Readonly<Record<string, { x: number; y: number }>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: 1 },
  ArrowDown: { x: 0, y: -1 },
};

/**
 * Arrows walk from dot to dot, with Shift they move the map; +, - and 0 zoom; Space selects the one pointed at. L takes the lasso: then arrows
 * move a cross, Enter sets a corner, and L closes the line.
 */
export function listenToKeys(canvas: HTMLCanvasElement, widget: MapWidget): void {
  canvas.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!(widget.mode === 'lasso' ? lassoKey(event, widget) : moveKey(event, widget))) return;
    event.preventDefault();
  });
}

function moveKey(event: KeyboardEvent, widget: MapWidget): boolean {
  const direction = directions[event.key];
  if (direction !== undefined && event.shiftKey) {
    widget.view.pan(-60 * direction.x, 60 * direction.y);
    widget.repaint();
  } else if (direction !== undefined) walk(widget, direction);
  else if (event.key === ' ') select(widget);
  else if (event.key.toLowerCase() === 'l') begin(widget);
  else if (event.key === 'Escape') widget.point(-1);
  else return zoomKey(event.key, widget);
  return true;
}

function zoomKey(key: string, widget: MapWidget): boolean {
  const how = { '+': 'in', '=': 'in', '-': 'out', '0': 'all' }[key];
  if (how !== undefined) zoomBy(widget, how);
  return how !== undefined;
}

function lassoKey(event: KeyboardEvent, widget: MapWidget): boolean {
  const direction = directions[event.key];
  const { lasso, view } = widget;
  if (direction !== undefined) {
    const step = event.shiftKey ? 80 : 16;
    lasso.moveCross({ x: step * direction.x, y: -step * direction.y }, middle(widget), view);
  } else if (event.key === 'Enter' || event.key === ' ') {
    lasso.add(lasso.cross ?? middle(widget));
    widget.say(`Corner ${lasso.corners.length} set`);
  } else if (event.key.toLowerCase() === 'l') {
    if (lasso.cross !== undefined) lasso.add(lasso.cross);
    widget.finishLasso(event.shiftKey ? 'add' : 'replace');
    widget.setMode('move');
  } else if (event.key === 'Escape') {
    widget.setMode('move');
    widget.say('The lasso is put away');
  } else return zoomKey(event.key, widget);
  widget.repaintMarks();
  return true;
}

const middle = ({ view }: MapWidget): { x: number; y: number } => ({ x: view.width / 2, y: view.height / 2 });

function begin(widget: MapWidget): void {
  widget.setMode('lasso');
  widget.lasso.moveCross({ x: 0, y: 0 }, middle(widget), widget.view);
  widget.say('Lasso: arrow keys move the cross, Enter sets a corner, L closes the line, Escape gives up');
}

function select({ selection, active }: MapWidget): void {
  if (active >= 0) selection.change([active], selection.has(active) ? 'remove' : 'add');
}

function walk(widget: MapWidget, direction: { x: number; y: number }): void {
  const { map, view, active, isShown } = widget;
  const next =
    active < 0
      ? nearestPoint(map, view, { ...middle(widget), reach: Infinity }, isShown)
      : nextPoint(map, active, direction, isShown);
  if (next < 0) return;
  view.reveal(map.x[next] ?? 0, map.y[next] ?? 0);
  widget.point(next, true);
  widget.repaint();
}
