import type { ExecutedInstance, Execution } from '../execution.js';
import { visible } from '../visible.js';
import { byId, make } from './elements.js';

/** Puts times and cache hits where the steps are shown. */
export function showExecution(execution: Execution): void {
  const started = execution.startedAt.replace('T', ' ').replace(/\.\d+Z$|Z$/, ' UTC');
  const line = byId('run-line');
  if (line !== null) line.textContent = visible(`· ${execution.workflow} · ${started}`);
  if (execution.workflow !== '') document.title = visible(`${execution.workflow}: ${document.title}`);
  const byStep = new Map<string, ExecutedInstance[]>();
  for (const instance of execution.instances) {
    const step = instance.id.split('@')[0] ?? '';
    byStep.set(step, [...(byStep.get(step) ?? []), instance]);
  }
  for (const box of document.querySelectorAll<HTMLElement>('[data-step]')) {
    const instances = byStep.get(box.dataset['step'] ?? '') ?? [];
    if (instances.length === 0) continue;
    const { state, text, title } = summary(instances);
    box.dataset['state'] = state;
    const time = box.querySelector('.node-time, .step-time');
    if (time !== null) time.textContent = text;
    time?.setAttribute('aria-label', title);
  }
  showLead(execution);
  showAgain(execution);
}

function summary(instances: readonly ExecutedInstance[]): { state: string; text: string; title: string } {
  const sum = (of: (instance: ExecutedInstance) => number): number =>
    instances.reduce((total, instance) => total + of(instance), 0);
  const bad = instances.find(({ state }) => state !== 'ran' && state !== 'cached');
  if (bad !== undefined) return { state: bad.state, text: bad.state, title: bad.state };
  const nCached = instances.filter(({ state }) => state === 'cached').length;
  if (nCached === instances.length) {
    const saved = sum(({ savedSeconds }) => savedSeconds ?? 0);
    return { state: 'cached', text: 'cached', title: `from the cache, which saved ${duration(saved)}` };
  }
  const time = duration(sum(({ seconds }) => seconds));
  const title = nCached > 0 ? `${time}, ${nCached} of ${instances.length} from the cache` : `ran for ${time}`;
  return { state: 'ran', text: time, title };
}

function showLead({ instances, seconds, savedSeconds }: Execution): void {
  const count = (state: string): number => instances.filter((instance) => instance.state === state).length;
  const saved = savedSeconds >= 0.5 ? `, which saved ${duration(savedSeconds)}` : '';
  byId('workflow-lead')?.append(
    ` This run took ${duration(seconds)}: ${count('ran')} ran, ${count('cached')} came from the cache${saved}.`,
  );
}

function showAgain(execution: Execution): void {
  const code = byId('again');
  if (code === null) return;
  code.replaceChildren(make('code', { text: execution.command }));
  const { run, skysort, node, platform } = execution;
  const facts: [string, string][] = [
    ['run', run],
    ['skysort', skysort],
    ['Node.js', node],
    ['platform', platform],
  ];
  const list = make('dl', { class: 'inline-facts' });
  for (const [name, value] of facts) {
    list.append(make('div', {}, make('dt', { text: name }), make('dd', { text: value })));
  }
  code.after(list);
}

/** `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
