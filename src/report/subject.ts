import type { ReportData } from './data.js';

/** What one of the things that were sorted is called. */
export type Noun = 'image' | 'row';

export const nounOf = ({ table }: Pick<ReportData, 'table'>): Noun => (table === undefined ? 'image' : 'row');

/** How many images or rows there are; undefined when the report is about neither. */
export const countOf = ({ survey, table }: Pick<ReportData, 'survey' | 'table'>): number | undefined =>
  survey?.nGood ?? table?.nRows;
