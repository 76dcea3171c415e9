import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Failure } from '../../src/core/failure.js';
import type { JsonObject } from '../../src/core/json.js';
import { readCsv } from '../../src/formats/csv.js';
import { encodeFits } from '../../src/formats/fits/encode-fits.js';
import { imageStats } from '../../src/steps/image-stats.js';
import { ingest } from '../../src/steps/ingest.js';
import { runStep } from '../support/run-step.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { rampFits, rowFits, writeFile, writeTarball } from './frames/survey-files.js';

/** Half of it a gap of exact zeros, which resizing to one size would blur. */
const gapped = encodeFits({
  width: 4,
  height: 2,
  bitpix: -64,
  values: [0, 0, 0, 0, -1, 1, 2, 10],
});

async function catalogueOf(files: readonly string[], params: JsonObject = {}): Promise<string> {
  const { result, path } = await runStep(ingest, {
    inputs: { files },
    params: { size: 3, cameras: [0, 1], bad_images: 'skip', ...params },
  });
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.failure));
  return path('catalogue');
}

async function measured(files: readonly string[], catalogue: string, params: JsonObject = {}) {
  const { result, path } = await runStep(imageStats, { inputs: { files, catalogue }, params });
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.failure));
  const table = await readCsv(path('table'));
  assert.ok(table.ok);
  return table.value;
}

async function refusal(files: readonly string[], catalogue: string): Promise<Failure> {
  const { result } = await runStep(imageStats, { inputs: { files, catalogue } });
  assert.ok(!result.ok, 'expected a failure');
  return result.failure;
}

test('good images are measured at their own size, keyed by their index', async () => {
  const folder = temporaryFolder();
  const files = [
    writeTarball(folder, 'g', [rowFits([1, 1]), gapped]),
    writeFile(folder, 'loose.fits', gapped),
    writeFile(folder, 'h_cam1.fits', rampFits(3, 3, 1)),
  ];
  const table = await measured(files, await catalogueOf(files));
  assert.equal(table.columns.slice(0, 5), ['index', 'source', 'member', 'camera', 'zero_flux_fraction']);
  assert.equal(table.column('index'), ['0', '1', '2']);
  assert.equal(table.column('source'), ['g_sci.tar', 'loose.fits', 'h_cam1.fits']);
  assert.equal(table.column('camera'), ['1', '', '1']);
  assert.equal(table.column('zero_flux_fraction'), ['0.5', '0.5', '0']);
  assert.equal(table.column('negative_fraction'), ['0.125', '0.125', '0']);
  assert.equal(table.column('saturated_fraction')![0], '0.125');
  assert.equal(table.column('median'), ['1.5', '1.5', '5']);
});

test('a saturation level that is known is used', async () => {
  const files = [writeFile(temporaryFolder(), 'loose.fits', gapped)];
  const table = await measured(files, await catalogueOf(files), { saturation_level: 2 });
  assert.equal(table.column('saturated_fraction'), ['0.25']);
});

test('cameras out of order keep the catalogue order', async () => {
  const files = [writeTarball(temporaryFolder(), 'g', [rampFits(3, 3, 1), gapped])];
  const table = await measured(files, await catalogueOf(files, { cameras: [1, 0] }));
  assert.equal(table.column('camera'), ['1', '0']);
  assert.equal(table.column('zero_flux_fraction'), ['0.5', '0']);
});

test('a file that the catalogue names and is not given is a failure', async () => {
  const folder = temporaryFolder();
  const [g, h] = [writeTarball(folder, 'g', [gapped]), writeTarball(folder, 'h', [gapped])];
  const failure = await refusal([h], await catalogueOf([g, h]));
  assert.ok(failure.reason === 'unsuitable-input');
  assert.is(failure.found, 'no file named g_sci.tar among 1');
});

test('a file of the same name with other pixels is a failure that tells both', async () => {
  const [old, other] = [temporaryFolder(), temporaryFolder()];
  const catalogue = await catalogueOf([writeTarball(old, 'g', [gapped])]);
  const failure = await refusal([writeTarball(other, 'g', [rampFits(3, 3, 1)])], catalogue);
  assert.ok(failure.reason === 'unsuitable-input');
  assert.match(failure.found, /cam0.fits of 3 x 3 pixels from 1 to 9/);
  assert.match(failure.expected, /cam0.fits of 4 x 2 pixels from -1 to 10, as row 0/);
});

test('a file with fewer images than the catalogue lists is a failure', async () => {
  const [old, other] = [temporaryFolder(), temporaryFolder()];
  const catalogue = await catalogueOf([writeTarball(old, 'g', [gapped, gapped])]);
  const failure = await refusal([writeTarball(other, 'g', [gapped])], catalogue);
  assert.ok(failure.reason === 'unsuitable-input');
  assert.is(failure.found, 'an archive of 1 image');
});

test('a loose file by another camera than the catalogue lists is a failure', async () => {
  const folder = temporaryFolder();
  const files = [writeFile(folder, 'g_cam1.fits', gapped)];
  const catalogue = await catalogueOf(files);
  writeFileSync(catalogue, readFileSync(catalogue, 'utf8').replace('g_cam1.fits,,1', 'g_cam1.fits,,0'));
  const failure = await refusal(files, catalogue);
  assert.ok(failure.reason === 'unsuitable-input');
  assert.is(failure.found, 'a file without that image');
});

test('a table that is no catalogue, and one with a wrong index, are failures', async () => {
  const folder = temporaryFolder();
  const files = [writeFile(folder, 'loose.fits', gapped)];
  const table = writeFile(folder, 'table.csv', Buffer.from('index,loss\n0,1\n'));
  const noCatalogue = await refusal(files, table);
  assert.ok(noCatalogue.reason === 'unsuitable-input');
  assert.is(noCatalogue.found, 'a table without the column source');
  const catalogue = await catalogueOf(files);
  writeFileSync(catalogue, readFileSync(catalogue, 'utf8').replace('\n0,', '\n1,'));
  const wrongIndex = await refusal(files, catalogue);
  assert.ok(wrongIndex.reason === 'unsuitable-input');
  assert.is(wrongIndex.found, 'index "1" in row 1');
});

test('the table has the same bytes for one thread and for three', async () => {
  const folder = temporaryFolder();
  const files = Array.from({ length: 7 }, (_, i) =>
    writeTarball(folder, `g${i}`, [rampFits(9, 20 + i, i), gapped]),
  );
  const catalogue = await catalogueOf(files);
  const tables = await Promise.all(
    [1, 3].map(async (threads) => {
      const { result, path } = await runStep(imageStats, { inputs: { files, catalogue }, threads });
      assert.ok(result.ok, JSON.stringify(result));
      return readFileSync(path('table'), 'utf8');
    }),
  );
  assert.is(tables[1], tables[0]);
  assert.is(tables[0]?.split('\n').length, 2 + 2 * files.length);
});

test.run();
