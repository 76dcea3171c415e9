import { chmodSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { Rig } from './rig.js';

/** A chain of five steps with eleven files of results. */
export async function chainRig(): Promise<Rig> {
  const next = (name: string, before: string): string => `
  ${name}:
    uses: command
    inputs: { a: ${before}.out }
    outputs: { out: out.txt }
    with: { command: [sh, -c, 'cat "$1" > "$0"; echo ${name} >> "$0"', "{outputs.out}", "{inputs.a}"] }`;
  const rig = new Rig();
  rig.write(
    'chain.yaml',
    `
skysort: 1
name: chain
steps:
  one:
    uses: command
    outputs: { out: out.txt, parts: { folder: parts } }
    with: { command: [sh, -c, 'echo one > "$0"; for i in 1 2 3 4 5 6; do echo part $i > "$1/$i"; done', "{outputs.out}", "{outputs.parts}"] }
${next('two', 'one')}${next('three', 'two')}${next('four', 'three')}${next('last', 'four')}
`,
  );
  await rig.run('chain.yaml');
  return rig;
}

/** Flips one bit of a file and makes it look as old as before, as a failing disk would. */
export function flipBit(path: string, bit: number): void {
  const { mode, atime, mtime } = statSync(path);
  const bytes = readFileSync(path);
  bytes[bit >> 3]! ^= 1 << (bit & 7);
  chmodSync(path, 0o644);
  writeFileSync(path, bytes);
  chmodSync(path, mode);
  utimesSync(path, atime, mtime);
}
