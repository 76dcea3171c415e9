import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok } from '../core/result.js';
import type { Command } from './command.js';
import { exitCodes } from './exit-codes.js';
import { packageFolder } from './package.js';

export const init: Command = {
  name: 'init',
  usage: '[FILE] [--template NAME]',
  summary: 'Writes a commented workflow to start from. It never overwrites a file.',
  arity: { least: 0, most: 1 },
  options: [
    {
      name: 'template',
      value: 'NAME',
      summary: 'demo (the default), galaxies, original-weights, own-layers or tables',
    },
  ],
  exits: [0, 2],
  example: 'skysort init --template galaxies',
  async run(invocation, terminal) {
    const template = invocation.value('template') ?? 'demo';
    const folder = join(packageFolder, 'workflows');
    const templates = (await readdir(folder))
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => name.slice(0, -5));
    if (!templates.includes(template)) {
      return fail({ reason: 'usage', found: `--template ${template}`, expected: templates.join(', ') });
    }
    const file = invocation.args[0] ?? `${template}.yaml`;
    const text = await readFile(join(folder, `${template}.yaml`), 'utf8');
    // The editor finds the schema in the installed package, wherever the workflow lies.
    const schema = join(packageFolder, 'schemas', 'workflow.schema.json');
    try {
      await writeFile(
        file,
        text
          .replace('$schema=../schemas/workflow.schema.json', `$schema=${schema}`)
          .replaceAll(`workflows/${template}.yaml`, file),
        {
          flag: 'wx',
        },
      );
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      return fail({
        reason: 'usage',
        found: code === 'EEXIST' ? `a file ${file} already` : `${file} cannot be written (${code})`,
        expected: 'a new file in a folder that is there',
        remedy: `name another: skysort init ${template}-2.yaml`,
      });
    }
    const data = /^ {2}data: (.*)$/m.exec(text)?.[1];
    const yours = data?.endsWith('.csv') === true ? 'YOUR/TABLE.csv' : 'YOUR/IMAGES/*.tar';
    const needs = data === undefined ? '' : ` --set data='${yours}'`;
    terminal.stderr.write(`wrote ${file}; now: skysort run ${file}${needs}\n`);
    terminal.stdout.write(`${file}\n`);
    return ok(exitCodes.done);
  },
};
