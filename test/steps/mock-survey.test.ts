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

// Two galaxies are less than the threads take ahead, fourteen more than eight threads do.
test('the bytes are the same for 1, 2, 3 and 8 threads', async () => {
  const params = { ...small, galaxies: 14, rates_scale: 3 };
  const digests = [];
  for (const threads of [1, 2, 3, 8]) {
    const outcome = await runStep(mockSurvey, { params, threads });
    assert.ok(outcome.result.ok);
    const hash = createHash('sha256').update(readFileSync(outcome.path('truth')));
    for (const name of tarballs(outcome)) hash.update(name).update(tarBytes(outcome, name));
    digests.push(hash.digest('hex'));
  }
  assert.is(new Set(digests).size, 1, digests.join());
});

test('progress counts galaxies one by one, on any number of threads', async () => {
  for (const threads of [1, 2]) {
    const said: string[] = [];
    await runStep(mockSurvey, {
      params: small,
      threads,
      progress: ({ done, total, unit }) => said.push(`${done} of ${String(total)} ${unit}`),
    });
    assert.equal(said, ['1 of 3 galaxies', '2 of 3 galaxies', '3 of 3 galaxies']);
  }
});

test('rates_scale multiplies every rate, to 1 at most, and 0 leaves no artifact', async () => {
  const share = async (scale: number): Promise<number> =>
    (await make({ ...small, galaxies: 12, rates_scale: scale })).measures['artifact'] as number;
  assert.is(await share(0), 0);
  assert.ok((await share(1)) < 0.5);
  assert.is(await share(100), 1);
  const doubled = await make({ ...small, rates: { chip_gap: 0.4 }, rates_scale: 2 });
  const asSuch = await make({ ...small, rates: { chip_gap: 0.8 } });
  assert.equal((await truthOf(doubled)).column('chip_gap'), (await truthOf(asSuch)).column('chip_gap'));
});

test('the header says where the image lies on the sky: the centre at RA and DEC, 0.187 arcsec a pixel, north up', async () => {
  const outcome = await make(small);
  for (const { header, width } of imagesOf(outcome, 'mock_0001_sci.tar')) {
    assert.is(header.value('CTYPE1'), 'RA---TAN');
    assert.is(header.value('CTYPE2'), 'DEC--TAN');
    assert.is(header.value('CRVAL1'), header.value('RA'));
    assert.is(header.value('CRVAL2'), header.value('DEC'));
    assert.is(header.value('CRPIX1'), (width + 1) / 2);
    assert.is(header.value('CD1_1'), -0.187 / 3600);
    assert.is(header.value('CD2_2'), 0.187 / 3600);
    assert.is(header.value('CD1_2'), 0);
    assert.is(header.value('RADESYS'), 'ICRS');
  }
});

test('artifact_pixels_fraction is above 0 where there is an artifact and only there', async () => {
  const truth = await truthOf(await make({ ...small, galaxies: 8 }));
  const fractions = truth.numbers('artifact_pixels_fraction')!;
  truth.numbers('artifact')!.forEach((artifact, row) => {
    assert.is(fractions[row]! > 0, artifact === 1, `row ${row}`);
    assert.ok(fractions[row]! <= 1);
  });
  assert.ok(truth.column('artifact')!.includes('1'));
});

// A change here means other bytes for the same parameters: raise the kind's version with it.
test('the bytes are those of version 2', async () => {
  const outcome = await make({ galaxies: 1, seed: 1, frame: { min: 40, max: 64 } });
  const digest = createHash('sha256').update(tarBytes(outcome, 'mock_0000_sci.tar')).digest('hex');
  assert.is(mockSurvey.version, 2);
  assert.is(digest, 'd65e9451dee569293766836272b66f841c1f6ae462e1f701286ea9f48511d617');
});

test.run();
