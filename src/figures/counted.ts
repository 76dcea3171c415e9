import { countText } from './ticks.js';

/** What figures count. */
export type Counted = 'images' | 'rows';

/** `1 image`, `1,200 rows`. */
export const countedText = (count: number, counted: Counted = 'images'): string =>
  `${countText(count)} ${count === 1 ? counted.slice(0, -1) : counted}`;
