import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { diffRuns, type RecordedRun } from '../../src/core/diff-runs.js';
import type { Preimage } from '../../src/core/fingerprint.js';
import { parseActionKey, parseRunId, type InstanceId } from '../../src/core/identifiers.js';
import type { Manifest, ManifestInstance } from '../../src/core/manifest.js';
import { diffText } from '../../src/ui/diff-text.js';

const runner = (host: string, pid: number) => ({ host, pid, boot: '', pidSpace: '', started: '' });

const id = 'clusters' as InstanceId;

function key(digit: string) {
  return parseActionKey(digit.repeat(64));
}

const instance: ManifestInstance = {
  ...{ id, step: 'clusters', kind: 'kmeans', cell: {}, params: { k: 3 }, state: 'ran', seconds: 1 },
  ...{ key: key('a'), measures: { inertia: 12 } },
  outputs: { labels: { file: 'outputs/clusters/labels.npy', sha256: 'a'.repeat(64), bytes: 4 } },
};

const preimage: Preimage = {
  ...{ schema: 1, kind: 'kmeans', version: 1, params: { k: 3 }, inputs: {}, environment: {} },
  ...{ outputs: { labels: 'labels.npy' }, reproducibility: {} },
};

function recorded(
  changes: Partial<Manifest> = {},
  instanceChanges: Partial<ManifestInstance> = {},
  known: Preimage | 'collected' = preimage,
): RecordedRun {
  const manifest: Manifest = {
    ...{ version: 1, run: parseRunId('20261124T233159Z-3fa9'), workflow: 'galaxies', file: 'g.yaml' },
    ...{ params: { k: 3 }, seed: 0, state: 'done', startedAt: '', seconds: 1, savedSeconds: 0 },
    ...{ skysort: '0.1.0', node: 'v20', platform: 'linux-x64', runner: runner('vega', 1) },
    instances: [{ ...instance, ...instanceChanges }],
    ...changes,
  };
  return { manifest, preimages: known === 'collected' ? new Map() : new Map([[id, known]]) };
}

test('runs that differ in time, host, id and in what came from the cache do not differ', () => {
  const other = recorded(
    { run: parseRunId('20261125T233159Z-ffff'), seconds: 9, runner: runner('deneb', 2) },
    { state: 'cached', seconds: 0, savedSeconds: 1 },
  );
  assert.equal(diffRuns(recorded(), other), []);
  assert.is(diffText([]), 'no difference\n');
});

test('params, seed and versions of the whole run are named', () => {
  const differences = diffRuns(recorded(), recorded({ params: { k: 4, size: 64 }, seed: 7, node: 'v22' }));
  assert.is(
    diffText(differences),
    'seed: 0 -> 7\nnode: v20 -> v22\nparam k: 3 -> 4\nparam size: none -> 64\n',
  );
});

test('causes, measures and outputs are named under their step', () => {
  const now = recorded(
    {},
    {
      key: key('b'),
      measures: { inertia: 10, iterations: 4 },
      outputs: { labels: { file: 'outputs/clusters/labels.npy', sha256: 'b'.repeat(64), bytes: 4 } },
    },
    { ...preimage, version: 2, params: { k: 4 } },
  );
  assert.is(
    diffText(diffRuns(recorded(), now)),
    'clusters:\n  version of the kind changed from 1 to 2\n  parameter k changed from 3 to 4\n' +
      '  inertia: 12 -> 10\n  iterations: none -> 4\n' +
      '  output labels, labels.npy: aaaaaaaaaaaa -> bbbbbbbbbbbb\n',
  );
});

test('of a result that has been collected the manifests still tell kind and parameters', () => {
  const now = recorded({}, { key: key('b'), kind: 'assign', params: { k: 9 } }, 'collected');
  assert.equal(
    diffRuns(recorded(), now).map((one) => (one.about === 'cause' ? one.cause.rule : one.about)),
    ['kind', 'parameter'],
  );
});

test('the same key has the same causes: they are not looked for', () => {
  const now = recorded({}, {}, { ...preimage, version: 2 });
  assert.equal(diffRuns(recorded(), now), []);
});

test('a step of one run only, and a step that ended otherwise, are named', () => {
  const none = recorded({ instances: [] });
  assert.is(diffText(diffRuns(none, recorded())), 'clusters:\n  only in the second run\n');
  assert.is(diffText(diffRuns(recorded(), none)), 'clusters:\n  only in the first run\n');
  const failed = recorded({}, { state: 'failed', outputs: {}, measures: {} });
  assert.is(
    diffText(diffRuns(recorded(), failed)),
    'clusters:\n  done -> failed\n  inertia: 12 -> none\n  output labels, labels.npy: aaaaaaaaaaaa -> none\n',
  );
});

test.run();
