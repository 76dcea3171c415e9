import { encodeNpy } from '../../src/formats/npy.js';
import { Rig } from '../support/rig.js';

/** Tells, in a log above the private folder wherever the store puts that, what begins; then takes a while. */
const script = `d=.
until [ -e $d/side.log ]; do d=$d/..; done
echo "$1" >> $d/side.log
sleep 0.2
{ echo "$1"; cat "$3"; } > "$2"
`;

const step = (name: string, id: string, from: string, sweep = ''): string => `
  ${name}:
    uses: command
    inputs: { script: { path: script.sh }, from: ${from} }
    outputs: { out: ${name}.txt }
    with: { command: [sh, "{inputs.script}", "${id}", "{outputs.out}", "{inputs.from}"] }
    ${sweep}
`;

/** Twelve instances: a source, a fan-out of four, two clusterings, a join, a fan-out of three, an end. */
const workflow = `
skysort: 1
name: flow
steps:
${step('source', 'source', '{ path: notes.txt }')}
${step('part', 'part@n={values.n}', 'source.out', 'sweep: { n: [1, 2, 3, 4] }')}
  vectors:
    uses: command
    inputs: { source: source.out, from: { path: vectors.npy } }
    outputs: { out: { file: vectors.npy, type: vectors } }
    with: { command: [cp, "{inputs.from}", "{outputs.out}"] }
  clusters:
    uses: kmeans
    inputs: { vectors: vectors.out }
    with: { k: 3 }
${step('join', 'join', 'part@n=4.out')}
${step('late', 'late@m={values.m}', 'join.out', 'sweep: { m: [1, 2, 3] }')}
${step('last', 'last', 'clusters.summary')}
`;

/** A folder with the workflow, its inputs, and an empty log of what begins. */
export function twelveSteps(): Rig {
  const rig = new Rig();
  const values = Float32Array.from(
    { length: 400 * 8 },
    (_, i) => ((i * 7919) % 101) + (i % 24 < 8 ? 200 : 0),
  );
  rig.write('vectors.npy', encodeNpy({ shape: [400, 8], values }));
  rig.write('notes.txt', 'stars\n');
  rig.write('script.sh', script);
  rig.write('flow.yaml', workflow);
  rig.write('side.log', '');
  return rig;
}
