import type { EverythingItem } from '../../core/step.js';

/** What the report is about, by position: the images of a survey, or the rows of a table. */
export interface Subject {
  readonly n: number;
  /** True when an instance was made, over any number of steps, from these images or rows. */
  isAbout(item: EverythingItem): boolean;
}
