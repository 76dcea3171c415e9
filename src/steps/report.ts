import { writeFile } from 'node:fs/promises';
import type { FromSchema } from 'json-schema-to-ts';
import { ok } from '../core/result.js';
import { defineStep, type ParamsSchema } from '../core/step.js';
import { renderReport } from '../report/render.js';
import { gatherReport } from './report/gather.js';

const params = {
  type: 'object',
  additionalProperties: false,
  properties: {
    title: {
      type: 'string',
      default: '',
      description: 'The heading of the report; when empty, it is called a report of what it is about.',
    },
  },
} as const satisfies ParamsSchema;

type Params = FromSchema<typeof params>;

/** The `report` kind: one HTML file about everything else in the workflow. It holds nothing of the execution. */
export const report = defineStep<Params>({
  name: 'report',
  version: 8,
  summary:
    'Makes one HTML file that shows what the workflow found: maps, clusters, networks, figures, provenance.',
  stochastic: false,
  params,
  inputs: 'everything',
  outputs: { report: { type: 'report', file: 'report.html', summary: 'a page that needs no network' } },
  async run(context) {
    const data = await gatherReport(context.inputs.everything(), context.params.title, context);
    if (!data.ok) return data;
    await writeFile(context.outputs.path('report'), renderReport(data.value));
    return ok();
  },
});
