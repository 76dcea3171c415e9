import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { InstanceId } from '../../src/core/identifiers.js';
import type { VerifiedInstance, Verdict } from '../../src/core/verify-plan.js';
import { verifiedText, verifySummary } from '../../src/ui/verify-text.js';

function verified(verdict: Verdict, reproducibility: Record<string, string> = {}): VerifiedInstance {
  return { id: 'clusters@k=6' as InstanceId, verdict, reproducibility };
}

const expected: readonly (readonly [VerifiedInstance, string])[] = [
  [verified({ state: 'same', seconds: 12.4 }), 'same       clusters@k=6, 12.4s\n'],
  [
    verified({
      state: 'different',
      seconds: 2,
      differences: [
        { output: 'labels', file: 'labels.npy', before: 'a'.repeat(64), now: 'b'.repeat(64) },
        { output: 'parts', file: 'parts/x', before: 'a'.repeat(64) },
      ],
    }),
    'different  clusters@k=6, 2.0s\n' +
      '             labels: labels.npy: aaaaaaaaaaaa in the store, bbbbbbbbbbbb now\n' +
      '             parts: parts/x: aaaaaaaaaaaa in the store, not there now\n',
  ],
  [
    verified({ state: 'failed', failure: { reason: 'timed-out', limitMs: 500 } }),
    'failed     clusters@k=6\n             took longer than its timeout of 0.5s\n' +
      '               to mend it: raise `timeout` in the step, or give the step less to do\n',
  ],
  [
    verified({ state: 'absent' }),
    'absent     clusters@k=6: the store has no result of it to compare with; skysort run makes one\n',
  ],
  [
    verified({ state: 'lost', output: 'labels', problem: 'corrupt' }),
    'lost       clusters@k=6: output labels is corrupt in the store; skysort run computes it again\n',
  ],
  [
    verified({ state: 'lost', problem: 'missing' }),
    'lost       clusters@k=6: its record is missing in the store; skysort run computes it again\n',
  ],
  [
    verified({ state: 'changed' }),
    'changed    clusters@k=6: its parameters or inputs are not those of the run any more; skysort why tells which\n',
  ],
  [verified({ state: 'cancelled' }), 'cancelled  clusters@k=6\n'],
  [
    verified({ state: 'same', seconds: 1 }, { tensorflow: '2.16.2', platform: 'linux-x64' }),
    'same       clusters@k=6, 1.0s\n' +
      '             its bytes are promised only for tensorflow 2.16.2, platform linux-x64\n',
  ],
];

for (const [one, text] of expected) {
  test(`the whole text of ${one.verdict.state}${Object.keys(one.reproducibility).length > 0 ? ' with a class' : ''}`, () => {
    assert.is(verifiedText(one), text);
  });
}

test('the last line counts those that came out the same', () => {
  const same = verified({ state: 'same', seconds: 1 });
  assert.is(verifySummary([same, same]), 'all of 2 steps gave the same bytes again\n');
  assert.is(verifySummary([same, verified({ state: 'absent' })]), '1 of 2 steps gave the same bytes again\n');
});

test.run();
