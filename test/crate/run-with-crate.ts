import { Rig } from '../support/rig.js';

/** Files and names with all that a URI must escape, a sweep, a folder, a step that fails and one that is never come to. */
const workflow = `
skysort: 1
name: odd
params: { data: 'data/*.txt', list: [1, { a: null }] }
steps:
  all:
    uses: command
    description: Reads <everything>
    inputs: { files: { glob: '\${data}' }, one: { path: 'data/éx#?.csv' } }
    outputs: { out: out.txt, parts: { folder: parts } }
    with: { command: [sh, -c, 'cat "$1" > "$0"; echo a > "$2/a b#%.txt"; echo b > "$2/b.csv"', "{outputs.out}", "{inputs.one}", "{outputs.parts}"] }
  swept:
    uses: command
    inputs: { x: all.out }
    outputs: { out: o.txt }
    sweep: { word: ['a b', 'ü,=@/'] }
    with: { command: [sh, -c, 'echo "$1" > "$0"', "{outputs.out}", "{values.word}"], values: {} }
  bad:
    uses: command
    inputs: { x: all.out }
    outputs: { out: out.txt }
    with: { command: [sh, -c, 'exit 3'] }
  after:
    uses: command
    inputs: { x: bad.out }
    outputs: { out: out.txt }
    with: { command: [sh, -c, 'exit 3'] }
`;

export function oddRig(): Rig {
  const rig = new Rig();
  for (const i of [1, 2, 3]) rig.write(`data/f ${i}.txt`, `${i}\n`);
  rig.write('data/éx#?.csv', 'x\n');
  rig.write('odd.yaml', workflow);
  return rig;
}
