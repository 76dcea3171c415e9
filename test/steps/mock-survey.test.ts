import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../src/core/json.js';
import { bytesSource } from '../../src/formats/byte-source.js';
import { readCsv } from '../../src/formats/csv.js';
import { readFitsImage } from '../../src/formats/fits/read-image.js';
import { listTar } from '../../src/formats/tar-read.js';
import { artifactTypes } from '../../src/numerics/mock-survey/artifacts/artifacts.js';
import { mockSurvey } from '../../src/steps/mock-survey.js';
import { runStep, type StepOutcome } from '../support/run-step.js';

const small: JsonObject = { galaxies: 3, seed: 4, frame: { min: 40, max: 80 } };
const make = async (params: JsonObject): Promise<StepOutcome> => {
  const outcome = await runStep(mockSurvey, { params });
  assert.equal(outcome.result, { ok: true, value: undefined });
  return outcome;
};
const tarballs = (outcome: StepOutcome): string[] => readdirSync(outcome.path('tarballs')).sort();
const tarBytes = (outcome: StepOutcome, name: string): Buffer =>
  readFileSync(join(outcome.path('tarballs'), name));

async function truthOf(outcome: StepOutcome) {
  const table = await readCsv(outcome.path('truth'));
  if (!table.ok) throw new Error('truth.csv cannot be read');
  return table.value;
}

function imagesOf(outcome: StepOutcome, tarball: string) {
  const bytes = tarBytes(outcome, tarball);
  const { members, fault } = listTar(bytesSource(bytes));
  assert.is(fault, undefined);
  return members.map(({ name, offset, size }) => {
    const image = readFitsImage(bytes.subarray(offset, offset + size));
    if (!image.ok) throw new Error(`${name}: ${JSON.stringify(image.failure)}`);
    return { name, ...image.value };
  });
}

test('the same seed gives the same bytes and another seed others', async () => {
  const [first, again, other] = [await make(small), await make(small), await make({ ...small, seed: 5 })];
  for (const name of tarballs(first)) assert.ok(tarBytes(first, name).equals(tarBytes(again, name)), name);
  assert.is(readFileSync(first.path('truth'), 'utf8'), readFileSync(again.path('truth'), 'utf8'));
  assert.not.ok(tarBytes(first, 'mock_0000_sci.tar').equals(tarBytes(other, 'mock_0000_sci.tar')));
});

test('a larger survey begins with the galaxies of a smaller one', async () => {
  const [few, more] = [await make(small), await make({ ...small, galaxies: 5 })];
  assert.equal(tarballs(few), ['mock_0000_sci.tar', 'mock_0001_sci.tar', 'mock_0002_sci.tar']);
  assert.is(tarballs(more).length, 5);
  for (const name of tarballs(few)) assert.ok(tarBytes(few, name).equals(tarBytes(more, name)), name);
  assert.ok(readFileSync(more.path('truth'), 'utf8').startsWith(readFileSync(few.path('truth'), 'utf8')));
});

test('truth has a row for each member, in the order of tarballs and cameras, and says its size and redshift', async () => {
  const outcome = await make(small);
  const truth = await truthOf(outcome);
  const images = tarballs(outcome).flatMap((tarball) =>
    imagesOf(outcome, tarball).map((image) => ({ tarball, ...image })),
  );
  assert.is(truth.rows.length, 12);
  assert.equal(
    truth.column('member'),
    images.map(({ name }) => name),
  );
  assert.equal(
    truth.column('tarball'),
    images.map(({ tarball }) => tarball),
  );
  assert.equal(truth.column('camera')!.slice(0, 4), ['0', '1', '2', '3']);
  assert.is(truth.column('member')![6], 'mock_0001_cam2.fits');
  images.forEach((image, row) => {
    assert.equal([image.width, image.height], Array(2).fill(truth.numbers('size_px')![row]));
    assert.is(image.header.value('REDSHIFT'), truth.numbers('redshift')![row]);
    assert.is(image.header.value('BUNIT'), 'AB nanomaggies');
    assert.is(image.header.value('SCALE_1'), 0.187);
    assert.is(image.header.value('mock_bulge_sersic'), truth.numbers('bulge_sersic')![row]);
  });
});

test('artifact and artifact_type sum up the severities, and the measures count them', async () => {
  const rates = { chip_gap: 0.5, bleed_trail: 0.4, cosmic_rays: 0.3, dead_column: 0 };
  const outcome = await make({ ...small, galaxies: 6, rates });
  const truth = await truthOf(outcome);
  const severities = artifactTypes.map((kind) => truth.numbers(kind)!);
  truth.column('artifact_type')!.forEach((type, row) => {
    const worst = Math.max(...severities.map((column) => column[row]!));
    assert.is(truth.column('artifact')![row], worst > 0 ? '1' : '0');
    if (worst === 0) assert.is(type, 'none');
    else assert.is(truth.numbers(type)![row], worst);
  });
  const share = truth.numbers('artifact')!.reduce((sum, value) => sum + value, 0) / 24;
  assert.ok(share > 0.3 && share < 1);
  assert.is(outcome.measures['artifact'], share);
  assert.is(outcome.measures['images'], 24);
  assert.is(outcome.measures['dead_column'], 0);
});

test('an image has pixels of exactly zero when its row says gap, and otherwise none', async () => {
  const none = Object.fromEntries(artifactTypes.map((kind) => [kind, 0]));
  const outcome = await make({ ...small, galaxies: 5, rates: { ...none, chip_gap: 0.5 } });
  const truth = await truthOf(outcome);
  const images = tarballs(outcome).flatMap((tarball) => imagesOf(outcome, tarball));
  const gaps = truth.numbers('chip_gap')!;
  assert.ok(gaps.some((severity) => severity > 0) && gaps.some((severity) => severity === 0));
  images.forEach((image, row) => {
    const zeros = image.pixels.filter((value) => value === 0).length;
    if (gaps[row]! > 0) assert.ok(zeros >= 2 * image.width, `row ${row}: ${zeros} zeros`);
    else assert.is(zeros, 0, `row ${row}`);
  });
});

test('bounds that are the wrong way round are refused with what to do', async () => {
  const { result } = await runStep(mockSurvey, { params: { ...small, severity: { min: 0.8, max: 0.3 } } });
  assert.equal(result, {
    ok: false,
    failure: {
      reason: 'unsuitable-parameter',
      parameter: 'severity',
      found: 'min 0.8 above max 0.3',
      expected: 'min at most max',
      remedy: 'lower severity.min or raise severity.max',
    },
  });
});

test('a cancelled survey stops and leaves no truth', async () => {
  const { result, path } = await runStep(mockSurvey, { params: small, signal: AbortSignal.abort() });
  assert.equal(result, { ok: false, failure: { reason: 'cancelled' } });
  assert.not.ok(existsSync(path('truth')));
});

// A change here means other bytes for the same parameters: raise the kind's version with it.
test('the bytes are those of version 1', async () => {
  const outcome = await make({ galaxies: 1, seed: 1, frame: { min: 40, max: 64 } });
  const digest = createHash('sha256').update(tarBytes(outcome, 'mock_0000_sci.tar')).digest('hex');
  assert.is(mockSurvey.version, 1);
  assert.is(digest, '4c913c3094f561597cce53e31ace5df6f8680210c7a3a9f1f9b4858d727e70f6');
});

test.run();
