import { readFile, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fail, ok, type Result } from '../core/result.js';
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
      summary:
        'demo (the default), galaxies, original-weights, artifact-separation, own-layers, tables or command-sweep',
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
    const ownText = text
      .replace('$schema=../schemas/workflow.schema.json', `$schema=${schema}`)
      .replaceAll(`workflows/${template}.yaml`, file)
      .replaceAll(scriptPath, (path) => besides(file, path));
    const code = await writeNew(file, ownText);
    if (code !== undefined) return notWritten(file, template, code);
    for (const path of new Set(text.match(scriptPath))) {
      const script = besides(file, path);
      const trouble = await writeNew(script, await readFile(join(packageFolder, path), 'utf8'));
      if (trouble !== undefined && trouble !== 'EEXIST') return notWritten(script, template, trouble);
      terminal.stderr.write(trouble === undefined ? `wrote ${script}\n` : `left ${script} as it was\n`);
    }
    const data = /^ {2}data: (.*)$/m.exec(text)?.[1];
    const yours = data?.endsWith('.csv') === true ? 'YOUR/TABLE.csv' : 'YOUR/IMAGES/*.tar';
    const needs = data === undefined ? '' : ` --set data='${yours}'`;
    terminal.stderr.write(`wrote ${file}; now: skysort run ${file}${needs}\n`);
    terminal.stdout.write(`${file}\n`);
    return ok(exitCodes.done);
  },
};

/** Programs of the package that a template names; they are copied to the workflow, as its own. */
const scriptPath = /\bworkflows\/scripts\/[\w.-]+/g;

function besides(file: string, path: string): string {
  return join(dirname(file), basename(path));
}

/** @returns The system's code when it could not be written: `EEXIST` when it is there. */
async function writeNew(file: string, text: string): Promise<string | undefined> {
  try {
    await writeFile(file, text, { flag: 'wx' });
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

function notWritten(file: string, template: string, code: string): Result<never> {
  return fail({
    reason: 'usage',
    found: code === 'EEXIST' ? `a file ${file} already` : `${file} cannot be written (${code})`,
    expected: 'a new file in a folder that is there',
    remedy: `name another: skysort init ${template}-2.yaml --template ${template}`,
  });
}
