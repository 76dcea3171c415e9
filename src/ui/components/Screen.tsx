import type { ReactElement } from 'react';
import { Box, Static } from 'ink';
import { failureHeadline } from '../failure-message.js';
import { runSummary } from '../run-summary.js';
import type { ScreenModel, ScrollItem } from '../screen-model.js';
import { FinishedStep } from './FinishedStep.js';
import { Lines } from './Lines.js';
import { LiveTree } from './LiveTree.js';
import { ColourContext, Paint } from './Paint.js';
import { nameColumns } from './StepRow.js';

/**
 * The whole screen of a run: what is finished scrolls away above, what goes on is redrawn at the bottom, and the summary takes its
 * place in the end.
 */
export function Screen(props: {
  readonly model: ScreenModel;
  readonly nowMs: number;
  readonly columns: number;
  readonly rows: number;
  readonly coloured: boolean;
  readonly stopping: boolean;
  /** How much of the model's scroll another instance has drawn already. */
  readonly scrolledBefore: number;
}): ReactElement {
  const { model, nowMs, rows, stopping } = props;
  // The last column stays free: terminals disagree about when a full line wraps.
  const columns = Math.max(10, props.columns - 1);
  const nameWidth = nameColumns(model, columns);
  return (
    <ColourContext value={props.coloured}>
      <Static items={model.scroll.slice(props.scrolledBefore)}>
        {(item, index) => (
          <Box key={index} width={columns} flexDirection="column">
            <ScrolledItem {...{ item, model, nameWidth, columns, nowMs }} />
          </Box>
        )}
      </Static>
      {model.finished === undefined ? (
        <LiveTree {...{ model, nameWidth, columns, nowMs, rows, stopping }} />
      ) : (
        <Box width={columns} marginTop={model.scroll.length > 0 ? 1 : 0}>
          <Lines lines={runSummary(model)} columns={columns} />
        </Box>
      )}
    </ColourContext>
  );
}

function ScrolledItem(props: {
  readonly item: ScrollItem;
  readonly model: ScreenModel;
  readonly nameWidth: number;
  readonly columns: number;
  readonly nowMs: number;
}): ReactElement | null {
  const { item, model, nameWidth, columns, nowMs } = props;
  if (item.what === 'failed-cell') {
    const instance = model.instances[item.place];
    if (instance?.failure === undefined) return null;
    return <Paint tone="bad">{`✗ ${instance.id}  ${failureHeadline(instance.failure)}`}</Paint>;
  }
  const step = model.steps[item.place];
  return step === undefined ? null : <FinishedStep {...{ model, step, nameWidth, columns, nowMs }} />;
}
