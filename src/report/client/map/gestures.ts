import type { MapWidget } from './map.js';
import { nearestPoint, nextPoint } from './nearest.js';

const reachPx = 14;

/** Pointing, dragging, pinching, the wheel with Ctrl, and the zoom buttons. */
export function listenToPointer(canvas: HTMLCanvasElement, widget: MapWidget): void {
  const pressed = new Map<number, PointerEvent>();
  canvas.addEventListener('pointerdown', (event) => {
    pressed.set(event.pointerId, event);
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', (event) => {
    const before = pressed.get(event.pointerId);
    if (before === undefined) {
      widget.point(pointAt(widget, event));
      return;
    }
    pressed.set(event.pointerId, event);
    drag(
      widget,
      before,
      event,
      [...pressed.values()].find((other) => other.pointerId !== event.pointerId),
    );
  });
  for (const type of ['pointerup', 'pointercancel'] as const) {
    canvas.addEventListener(type, (event) => {
      pressed.delete(event.pointerId);
      if (type === 'pointerup' && event.pointerType === 'touch') widget.point(pointAt(widget, event));
    });
  }
  canvas.addEventListener(
    'wheel',
    (event) => {
      // Without Ctrl the wheel scrolls the page, as everywhere else.
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      widget.view.zoom(Math.exp(-event.deltaY * 0.0025), event.offsetX, event.offsetY);
      widget.repaint();
    },
    { passive: false },
  );
  for (const button of document.querySelectorAll<HTMLButtonElement>('.map-zoom button')) {
    button.addEventListener('click', () => zoomBy(widget, button.dataset['zoom'] ?? ''));
  }
}

const pointAt = (widget: MapWidget, event: PointerEvent): number =>
  nearestPoint(
    widget.map,
    widget.view,
    { x: event.offsetX, y: event.offsetY, reach: reachPx },
    widget.isShown,
  );

/** One pointer pans; two also zoom by the change of their distance. */
function drag(
  widget: MapWidget,
  before: PointerEvent,
  now: PointerEvent,
  other: PointerEvent | undefined,
): void {
  if (other === undefined) {
    widget.view.pan(now.offsetX - before.offsetX, now.offsetY - before.offsetY);
  } else {
    const distance = (event: PointerEvent): number =>
      Math.hypot(event.offsetX - other.offsetX, event.offsetY - other.offsetY);
    const factor = distance(now) / Math.max(1, distance(before));
    widget.view.zoom(factor, (now.offsetX + other.offsetX) / 2, (now.offsetY + other.offsetY) / 2);
  }
  widget.repaint();
}

function zoomBy(widget: MapWidget, how: string): void {
  if (how === 'all') widget.view.fit(widget.map);
  else widget.view.zoom(how === 'in' ? 1.5 : 1 / 1.5);
  widget.repaint();
}

const directions: Readonly<Record<string, { x: number; y: number }>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: 1 },
  ArrowDown: { x: 0, y: -1 },
};

/** Arrows walk from image to image, with Shift they move the map; +, - and 0 zoom. */
export function listenToKeys(canvas: HTMLCanvasElement, widget: MapWidget): void {
  canvas.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = directions[event.key];
    if (direction !== undefined) {
      if (event.shiftKey) widget.view.pan(-60 * direction.x, 60 * direction.y);
      else walk(widget, direction);
    } else if (event.key === '+' || event.key === '=') zoomBy(widget, 'in');
    else if (event.key === '-') zoomBy(widget, 'out');
    else if (event.key === '0') zoomBy(widget, 'all');
    else if (event.key === 'Escape') widget.point(-1);
    else return;
    event.preventDefault();
    widget.repaint();
  });
}

function walk(widget: MapWidget, direction: { x: number; y: number }): void {
  const { map, view, active, isShown } = widget;
  const centre = { x: view.width / 2, y: view.height / 2, reach: Infinity };
  const next =
    active < 0 ? nearestPoint(map, view, centre, isShown) : nextPoint(map, active, direction, isShown);
  if (next < 0) return;
  view.reveal(map.x[next] ?? 0, map.y[next] ?? 0);
  widget.point(next, true);
}
