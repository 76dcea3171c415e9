import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { OutputSpec } from '../../src/core/step.js';
import { collectOutputs, undeclaredFiles } from '../../src/exec/collect-outputs.js';
import { stepOutputs } from '../../src/exec/step-inputs.js';
import { sealFile } from '../../src/store/seal-file.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const specs: Record<string, OutputSpec> = {
  table: { file: 'table.csv', type: 'table', summary: '' },
  plots: { folder: 'plots', type: 'files', summary: '' },
};

/** An attempt's folder with both outputs in order, and a file outside that must stay as it is. */
function attempt() {
  const folder = temporaryFolder();
  const outputs = stepOutputs(specs, folder);
  mkdirSync(join(folder, 'outputs', 'table'), { recursive: true });
  writeFileSync(outputs.path('table'), 'a,b\n');
  mkdirSync(outputs.path('plots'), { recursive: true });
  writeFileSync(join(outputs.path('plots'), 'one.svg'), '<svg/>');
  const outside = join(temporaryFolder(), 'table.csv');
  writeFileSync(outside, 'precious\n');
  return { folder, outputs, outside, collect: () => collectOutputs(specs, outputs, sealFile) };
}

/** What was found instead of an output. */
async function found(spoil: (one: ReturnType<typeof attempt>) => void): Promise<string> {
  const one = attempt();
  spoil(one);
  const collected = await one.collect();
  assert.is(readFileSync(one.outside, 'utf8'), 'precious\n');
  if (collected.ok) throw new Error('collected');
  if (collected.failure.reason !== 'missing-output') throw new Error(collected.failure.reason);
  return `${collected.failure.output}: ${collected.failure.found}`;
}

test('declared files and folders are collected with their digests', async () => {
  const collected = await attempt().collect();
  assert.ok(collected.ok);
  assert.equal(Object.keys(collected.value), ['table', 'plots']);
  assert.is(collected.value['table']!.bytes, 4);
});

test('a backslash in a name is a character like another', async () => {
  const one = attempt();
  mkdirSync(join(one.outputs.path('plots'), 'deep\\er'));
  writeFileSync(join(one.outputs.path('plots'), 'deep\\er', 'a\\b.svg'), '<svg/>');
  const collected = await one.collect();
  if (!collected.ok || collected.value['plots']?.form !== 'folder') throw new Error('not collected');
  assert.equal(
    collected.value['plots'].files.map(({ name }) => name),
    ['deep\\er/a\\b.svg', 'one.svg'],
  );
});

test('a name that is not UTF-8 is told with its bytes, wherever it stands', async () => {
  const below = (folder: string, name: string): Buffer =>
    Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name, 'latin1')]);
  const file = await found(({ outputs }) =>
    writeFileSync(below(outputs.path('plots'), 'caf\xe9.svg'), '<svg/>'),
  );
  assert.is(file, 'plots: a name that is not UTF-8, caf\\xe9.svg');
  const folder = await found(({ outputs }) => {
    mkdirSync(below(outputs.path('plots'), 'caf\xe9'));
    writeFileSync(below(outputs.path('plots'), 'caf\xe9/one.svg'), '<svg/>');
  });
  assert.is(folder, 'plots: a name that is not UTF-8, caf\\xe9');
  const { folder: attemptFolder, outputs } = attempt();
  writeFileSync(below(join(attemptFolder, 'outputs'), 'caf\xe9.txt'), 'x');
  assert.equal(await undeclaredFiles(specs, outputs, join(attemptFolder, 'outputs')), ['caf\\xe9.txt']);
});

test('what is not a file with content is named for what it is', async () => {
  assert.is(await found(({ outputs }) => rmSync(outputs.path('table'))), 'table: nothing there');
  assert.is(await found(({ outputs }) => writeFileSync(outputs.path('table'), '')), 'table: an empty file');
  assert.is(
    await found(({ outputs }) => {
      rmSync(outputs.path('table'));
      mkdirSync(outputs.path('table'));
    }),
    'table: a folder',
  );
  assert.is(
    await found(({ outputs }) => rmSync(join(outputs.path('plots'), 'one.svg'))),
    'plots: an empty folder',
  );
});

test('a link is refused as an output, wherever it points', async () => {
  const refused = await found(({ outputs, outside }) => {
    rmSync(outputs.path('table'));
    symlinkSync(outside, outputs.path('table'));
  });
  assert.is(refused, 'table: a link or special file');
});

test('a link inside an output folder is refused', async () => {
  const refused = await found(({ outputs, outside }) =>
    symlinkSync(outside, join(outputs.path('plots'), 'two.svg')),
  );
  assert.is(refused, 'plots: a link or special file, two.svg');
});

test('a pipe is refused without waiting for it', async () => {
  const refused = await found(({ outputs }) => {
    rmSync(outputs.path('table'));
    execFileSync('mkfifo', [outputs.path('table')]);
  });
  assert.is(refused, 'table: a link or special file');
});

test('a folder that was replaced by a link to elsewhere is refused', async () => {
  const refused = await found(({ folder, outside }) => {
    rmSync(join(folder, 'outputs', 'table'), { recursive: true });
    symlinkSync(join(outside, '..'), join(folder, 'outputs', 'table'));
  });
  assert.is(refused, 'table: a link where its folder should be');
  const folderToo = await found(({ outputs, outside }) => {
    rmSync(outputs.path('plots'), { recursive: true });
    symlinkSync(join(outside, '..'), outputs.path('plots'));
  });
  assert.is(folderToo, 'plots: a link or special file');
});

test('a file with a second name elsewhere is copied, so that nothing can change it under that name', async () => {
  const one = attempt();
  rmSync(one.outputs.path('table'));
  linkSync(one.outside, one.outputs.path('table'));
  assert.ok((await one.collect()).ok);
  assert.is.not(statSync(one.outputs.path('table')).ino, statSync(one.outside).ino);
  assert.is(readFileSync(one.outputs.path('table'), 'utf8'), 'precious\n');
});

test('files that nobody declared are named', async () => {
  const { folder, outputs } = attempt();
  writeFileSync(join(folder, 'outputs', 'table', 'table.csv.bak'), 'x');
  writeFileSync(join(folder, 'outputs', 'stray.txt'), 'x');
  writeFileSync(join(outputs.path('plots'), 'two.svg'), 'x');
  const names = await undeclaredFiles(specs, outputs, join(folder, 'outputs'));
  assert.equal(names, ['stray.txt', 'table/table.csv.bak']);
  assert.ok(existsSync(join(folder, 'outputs', 'stray.txt')));
});

test.run();
