import { isOver, screenModel, type ScreenModel } from './screen-model.js';

/** The model of a run whose process is gone: no step of it goes on or will begin, though no event says so. */
export function interruptedRun(model: ScreenModel, nowMs: number): ScreenModel {
  const open = model.instances.filter(({ state }) => !isOver(state));
  return open.reduce((state, { id, startedMs = nowMs }) => {
    const seconds = Math.max(0, nowMs - startedMs) / 1000;
    const at = new Date(nowMs).toISOString();
    return screenModel(state, { type: 'step-finished', id, state: 'cancelled', seconds, at }, nowMs);
  }, model);
}
