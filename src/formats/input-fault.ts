import type { UnreadableInput } from '../core/failure.js';

/** What is wrong with some bytes, told by a decoder that does not know which file they came from. */
export type InputFault = Omit<UnreadableInput, 'reason' | 'file' | 'member'>;

/** Whose bytes they were. */
export interface InputOrigin {
  readonly file: string;
  readonly member?: string;
}

/** The fault as the failure that a person reads. */
export function unreadableInput(origin: InputOrigin, fault: InputFault): UnreadableInput {
  return { reason: 'unreadable-input', ...origin, ...fault };
}
