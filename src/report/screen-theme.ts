import type { Theme } from '../figures/theme.js';

/** Inline drawings take their colours from the page, so that they follow light and dark. */
export const screenTheme: Theme = {
  background: undefined,
  ink: 'var(--ink)',
  muted: 'var(--muted)',
  grid: 'var(--line)',
  fontFamily: 'inherit',
};

/** A cluster's colour on the page. */
export function clusterVariable(cluster: number): string {
  return `var(--c${cluster % 14})`;
}
