import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeCsv } from '../../src/formats/csv.js';
import { isPresent, repositoryRoot, surveyFolder } from '../support/repository.js';
import { Rig } from '../support/rig.js';

const withSurvey = isPresent(
  surveyFolder,
  'artifact-separation.yaml, trained on a mock, applied to the real images',
)
  ? test
  : test.skip.bind(test);

/** The artifacts that are clear by eye, by SOURCES.md beside the images. */
const clear = ['11667_059:0', '11667_059:2', '12134_081:0', '22_071:0', '22_071:2'];

withSurvey(
  'artifact-separation.yaml, made small, ranks the five clear artifacts of the real images in its top ten',
  async () => {
    const rig = new Rig();
    const sizes = ['surveys=[1]', 'galaxies=30', 'epochs=5'].flatMap((size) => ['--set', size]);
    await rig.run(join(repositoryRoot, 'workflows/artifact-separation.yaml'), ...sizes);
    const { code, stderr } = await rig.skysort(
      ...['apply', 'latest', surveyFolder, '--clusters', 'clusters', '--out', 'real'],
    );
    assert.is(code, 0, stderr);
    const table = decodeCsv(rig.read('real/catalogue.csv'), '');
    assert.ok(table.ok);
    const { value } = table;
    const scores = value.numbers('artifact_score')!;
    const cameras = value.column('camera')!;
    const names = value
      .column('galaxy')!
      .map((galaxy, i) => `${galaxy.replace(/.*TNG100-1_|_50kpc.*/g, '')}:${cameras[i]}`);
    assert.is(names.length, 48);
    const order = names.map((_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
    const top = order.slice(0, 10).map((i) => names[i]!);
    assert.equal(
      clear.filter((name) => !top.includes(name)),
      [],
      top.join(' '),
    );
  },
);

test.run();
