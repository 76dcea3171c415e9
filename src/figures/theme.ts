/** The colours and type of a figure. Values go into SVG attributes: hexadecimal on paper, `var(--ink)` inside the report. */
export interface Theme {
  readonly background: string | undefined;
  readonly ink: string;
  readonly muted: string;
  readonly grid: string;
  readonly fontFamily: string;
}

/** For files that are opened by themselves or printed. The PNG is set in the same DejaVu Sans. */
export const paperTheme: Theme = {
  background: '#ffffff',
  ink: '#1d1f24',
  muted: '#5c616b',
  grid: '#e3e5e9',
  fontFamily: "'DejaVu Sans', Verdana, sans-serif",
};
