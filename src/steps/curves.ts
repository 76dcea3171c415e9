import type { FromSchema } from 'json-schema-to-ts';
import { axisValueText, cellAxes } from '../core/cell.js';
import { fail, ok, type Result } from '../core/result.js';
import { defineStep, type GatheredInput, type ParamsSchema } from '../core/step.js';
import { readCsv } from '../formats/csv.js';
import { drawCurves, historyCurves, type Curve } from '../figures/curves.js';
import { writeFigure } from './figure/write-figure.js';

const params = {
  type: 'object',
  additionalProperties: false,
  properties: {
    log_y: {
      type: 'boolean',
      default: false,
      description: 'Whether the losses stand on a logarithmic axis.',
    },
    y_name: {
      type: 'string',
      default: 'loss',
      description: 'The name of the axis of the losses: which loss it is.',
    },
    title: { type: 'string', default: 'Loss while training', description: 'The title of the figure.' },
  },
} as const satisfies ParamsSchema;

type Params = FromSchema<typeof params>;

/** The `curves` kind: the losses of one training, or of several side by side. */
export const curves = defineStep<Params>({
  name: 'curves',
  version: 2,
  summary: 'Draws training and validation loss for each epoch, of one training or of a whole sweep.',
  stochastic: false,
  params,
  inputs: {
    history: {
      type: 'table',
      gathers: true,
      summary: 'epoch, loss and val_loss, as train-autoencoder writes them',
    },
  },
  outputs: { figure: { type: 'figure', folder: 'figure', summary: 'figure.svg and figure.png' } },
  async run(context) {
    const histories = context.inputs.gathered('history');
    const lines: Curve[] = [];
    for (const [position, history] of histories.entries()) {
      const ofSeveral = histories.length > 1;
      const name = ofSeveral ? cellText(history) : '';
      const read = await readCurves(history, name, { position, ofSeveral });
      if (!read.ok) return read;
      lines.push(...read.value);
    }
    const { title, log_y: logY, y_name: yName } = context.params;
    const svg = drawCurves(lines, { title, xName: 'epoch', yName, logY });
    await writeFigure(context.outputs.path('figure'), svg);
    return ok();
  },
});

/** `k = 3, seed = 1`, or the instance's name when nothing was swept. */
function cellText({ cell, instance }: GatheredInput): string {
  const axes = cellAxes(cell).map((axis) => `${axis} = ${axisValueText(cell[axis] ?? null)}`);
  return axes.length === 0 ? instance : axes.join(', ');
}

async function readCurves(
  history: GatheredInput,
  name: string,
  place: { readonly position: number; readonly ofSeveral: boolean },
): Promise<Result<Curve[]>> {
  const { artifact } = history;
  const file = artifact.form === 'file' ? artifact.file : artifact.files[0];
  if (file === undefined) throw new TypeError('curves: a history without a file');
  const table = await readCsv(file.path);
  if (!table.ok) return table;
  const loss = table.value.numbers('loss');
  if (loss === undefined) {
    return fail({
      reason: 'unsuitable-input',
      input: 'history',
      file: file.path,
      found: `columns ${table.value.columns.join(', ')}`,
      expected: 'a column loss',
      remedy: 'connect the history of a train-autoencoder step',
    });
  }
  const epochs = table.value.numbers('epoch') ?? Float64Array.from(loss, (_, i) => i + 1);
  const validationLoss = table.value.numbers('val_loss');
  const names =
    name === ''
      ? { loss: 'training', validationLoss: 'validation' }
      : { loss: name, validationLoss: `${name}, validation` };
  return ok(
    historyCurves(
      { epochs, loss, ...(validationLoss === undefined ? {} : { validationLoss }) },
      names,
      place,
    ),
  );
}
