import type { MapWidget } from './map.js';
import { nearestPoint } from './nearest.js';
import type { HowToSelect } from './selection.js';

const reachPx = 14;

/** Pointing, dragging, pinching, drawing a lasso, the wheel with Ctrl, and the zoom buttons. */
export function listenToPointer(canvas: HTMLCanvasElement, widget: MapWidget): void {
  const pressed = new Map<number, PointerEvent>();
  let isLasso = false;
  canvas.addEventListener('pointerdown', (event) => {
    pressed.set(event.pointerId, event);
    canvas.setPointerCapture(event.pointerId);
    isLasso = pressed.size === 1 && (widget.mode === 'lasso' || event.shiftKey);
    widget.lasso.clear();
  });
  canvas.addEventListener('pointermove', (event) => {
    const before = pressed.get(event.pointerId);
    if (before === undefined) {
      widget.point(pointAt(widget, event));
      return;
    }
    pressed.set(event.pointerId, event);
    if (isLasso) draw(widget, before, event);
    else drag(widget, before, event, otherThan(event, pressed));
  });
  for (const type of ['pointerup', 'pointercancel'] as const) {
    canvas.addEventListener(type, (event) => {
      pressed.delete(event.pointerId);
      const isDrawn = isLasso && widget.lasso.corners.length >= 3;
      isLasso = false;
      if (isDrawn && type === 'pointerup') widget.finishLasso(howToSelect(widget, event));
      else if (type === 'pointerup' && event.pointerType === 'touch') widget.point(pointAt(widget, event));
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

/** With the lasso at hand Shift adds to what is selected; Alt takes from it in any case. */
function howToSelect(widget: MapWidget, event: PointerEvent): HowToSelect {
  if (event.altKey) return 'remove';
  return event.shiftKey && widget.mode === 'lasso' ? 'add' : 'replace';
}

const pointAt = (widget: MapWidget, event: PointerEvent): number =>
  nearestPoint(
    widget.map,
    widget.view,
    { x: event.offsetX, y: event.offsetY, reach: reachPx },
    widget.isShown,
  );

const otherThan = (event: PointerEvent, pressed: Map<number, PointerEvent>): PointerEvent | undefined =>
  [...pressed.values()].find((other) => other.pointerId !== event.pointerId);

function draw(widget: MapWidget, before: PointerEvent, now: PointerEvent): void {
  if (widget.lasso.corners.length === 0) widget.lasso.add({ x: before.offsetX, y: before.offsetY });
  widget.lasso.add({ x: now.offsetX, y: now.offsetY });
  widget.repaintMarks();
}

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

export function zoomBy(widget: MapWidget, how: string): void {
  if (how === 'all') widget.view.fit(widget.map);
  else widget.view.zoom(how === 'in' ? 1.5 : 1 / 1.5);
  widget.repaint();
}
