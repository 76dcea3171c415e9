import { formatCounted } from './format-quantity.js';
import type { ScreenModel } from './screen-model.js';

/** `8 steps`, `8 steps, 10 instances` of a workflow with sweeps. */
export function stepsText({ steps, instances }: ScreenModel): string {
  const told = formatCounted(steps.length, 'step');
  return steps.length === instances.length ? told : `${told}, ${formatCounted(instances.length, 'instance')}`;
}
