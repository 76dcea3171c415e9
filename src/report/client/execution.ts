import type { ExecutedInstance, Execution } from '../execution.js';
import { duration, executionWords } from '../execution-words.js';
import { counted } from '../html.js';
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
  showWords(execution);
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

/** Above all that was found, that not all was done; below the drawing, what the steps warned of. */
function showWords(execution: Execution): void {
  const { lead, outcome, failures } = executionWords(execution);
  byId('workflow-lead')?.append(` ${lead}`);
  if (outcome !== '') {
    const reasons = failures.length === 0 ? [] : [sentences(failures)];
    const notice = make('div', { class: 'outcome' }, make('p', { text: outcome }), ...reasons);
    document.querySelector('.findings')?.prepend(notice);
  }
  const { warnings } = execution;
  if (warnings.length === 0) return;
  const link = make('a', { text: counted(warnings.length, 'warning'), attributes: { href: '#warnings' } });
  const said = make('p', { class: 'warned' }, 'The steps gave ', link, '.');
  document.querySelector('.findings')?.append(said);
  const title = make('h3', { text: 'What the steps warned of', attributes: { id: 'warnings' } });
  document.querySelector('#workflow .graph')?.after(title, sentences(warnings));
}

function sentences(told: readonly { readonly id: string; readonly text: string }[]): HTMLElement {
  return make(
    'ul',
    { class: 'told' },
    ...told.map(({ id, text }) =>
      make('li', {}, make('strong', { text: id }), make('span', { text: `: ${text}` })),
    ),
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
