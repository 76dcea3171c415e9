import { padText, printableLine, textWidth } from './text-width.js';

/** A column of a table of text. Figures go to the right, so that their digits stand below each other. */
export interface TableColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** Lines of an aligned table, two blanks between columns, no blanks at the ends of lines. */
export function textTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string[] {
  const cells = [columns.map((column) => column.title), ...rows.map((row) => row.map(printableLine))];
  const widths = columns.map((_, index) =>
    cells.reduce((most, row) => Math.max(most, textWidth(row[index] ?? '')), 0),
  );
  return cells.map((row) =>
    columns
      .map((column, index) => padText(row[index] ?? '', widths[index] ?? 0, column.align))
      .join('  ')
      .trimEnd(),
  );
}
