import type { InstanceId } from './identifiers.js';
import type { Json } from './json.js';

/** Why a step instance must run: each rule is one way for it to be stale. */
export type Staleness =
  | { readonly rule: 'never-ran' }
  | { readonly rule: 'forced' }
  | { readonly rule: 'kind'; readonly before: string; readonly now: string }
  | { readonly rule: 'version'; readonly before: number; readonly now: number }
  /** `name` is a path into the parameters, `stretch` or `layers[2].filters`; an absent side is left out. */
  | { readonly rule: 'parameter'; readonly name: string; readonly before?: Json; readonly now?: Json }
  | {
      readonly rule: 'input';
      readonly name: string;
      readonly change: 'content' | 'added' | 'removed' | 'renamed' | 'order';
      /** The file, or the cell, of the input that changed. */
      readonly item?: string;
      readonly before?: string;
      readonly now?: string;
    }
  /** `declared` when only one side counts the variable; a side without a value, if it counts it, has it not set. */
  | {
      readonly rule: 'environment';
      readonly name: string;
      readonly declared?: 'before' | 'now';
      readonly before?: string;
      readonly now?: string;
    }
  | { readonly rule: 'outputs'; readonly before: readonly string[]; readonly now: readonly string[] }
  | {
      readonly rule: 'reproducibility';
      readonly name: string;
      readonly before?: string;
      readonly now?: string;
    }
  /** The file that the kind comes from has other content. */
  | { readonly rule: 'plugin'; readonly kind: string; readonly before?: string; readonly now?: string }
  | { readonly rule: 'key-schema'; readonly before: number; readonly now: number }
  /** Its inputs are not known yet, since a step above it must run; it may turn out fresh. */
  | { readonly rule: 'upstream'; readonly instance: InstanceId }
  /** It ran, but its result is not what was stored; without `output`, the record of it is not. */
  | { readonly rule: 'lost'; readonly output?: string; readonly problem: 'missing' | 'corrupt' }
  /** It was computed before with this key, but for another run or by another name; only its action has been removed. */
  | { readonly rule: 'collected' };

export type Freshness =
  { readonly fresh: true } | { readonly fresh: false; readonly reasons: readonly Staleness[] };
