import { jsonForScript } from './html.js';

/** How a run went: kept out of the report step's bytes and spliced into the copy in the run folder. */
export interface Execution {
  readonly run: string;
  readonly workflow: string;
  readonly file: string;
  /** The command line as it was typed. */
  readonly command: string;
  /** `interrupted` of one whose process is gone without a word. */
  readonly state: 'running' | 'interrupted' | 'done' | 'failed' | 'cancelled';
  /** ISO 8601. */
  readonly startedAt: string;
  readonly seconds: number;
  /** What the cache saved. */
  readonly savedSeconds: number;
  readonly instances: readonly ExecutedInstance[];
  /** What the steps warned of, in the order in which they did. */
  readonly warnings: readonly { readonly id: string; readonly text: string }[];
  readonly node: string;
  readonly platform: string;
  readonly skysort: string;
}

export interface ExecutedInstance {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly seconds: number;
  readonly savedSeconds?: number;
  readonly key?: string;
  /** Why it failed, in a sentence without its full stop; absent where another's failure is the reason. */
  readonly failure?: string;
}

export const executionPlaceholder = '<script type="application/json" id="execution">null</script>';

/**
 * The report with times, cache hits and keys in it; the page's own script shows them.
 * @throws TypeError when the text is no report of ours.
 */
export function withExecution(html: string, execution: Execution): string {
  const at = html.lastIndexOf(executionPlaceholder);
  if (at < 0) throw new TypeError('withExecution: not a report without an execution');
  const block = executionPlaceholder.replace('null', () => jsonForScript(execution));
  return html.slice(0, at) + block + html.slice(at + executionPlaceholder.length);
}
