import type { ReportData } from '../../src/report/data.js';

/** A report about nothing, with some fields given. */
export function emptyReport(fields: Partial<ReportData>): ReportData {
  return {
    title: 'Report',
    steps: [],
    attributes: [],
    networks: [],
    clusterings: [],
    comparisons: [],
    separations: [],
    artifacts: [],
    maps: [],
    figures: [],
    unshown: [],
    ...fields,
  };
}
