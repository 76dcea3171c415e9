import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { mentionFaults } from './check-mentions.js';
import { parsePage } from './read-page.js';

const faultsOf = (text: string): Promise<string[]> => mentionFaults(parsePage('a.md', `# A\n\n${text}\n`));

/** One fault, at the place. */
async function refuses(text: string, place: string): Promise<void> {
  const faults = await faultsOf(text);
  assert.is(faults.length, 1, `${text}\n${faults.join('\n')}`);
  assert.ok(faults[0]?.startsWith(place), faults[0]);
}

test('a param with a value is one of a workflow that is named above or in its line', async () => {
  const ours = '<!-- file: a.yaml -->\n```yaml\nskysort: 1\nname: a\nparams: { depth: 3 }\nsteps: {}\n```\n';
  for (const right of [
    'demo.yaml: `epochs=3`',
    '`epochs=…` in demo.yaml',
    'demo.yaml, `--set epochs=3`, `run`',
  ])
    assert.equal(await faultsOf(`${right} and \`skysort run\``), [], right);
  await refuses('demo.yaml and `skysort run`:\n`--set epoch=3`', 'a.md:4: --set epoch=3');
  await refuses('demo.yaml: `epoch=3`', 'a.md:3: epoch=3');
  await refuses('galaxies.yaml: `bad_images=skp`', 'a.md:3: bad_images=skp');
  await refuses('`epochs=3`\n\ndemo.yaml', 'a.md:3: epochs=3');
  await refuses(`demo.yaml\n${ours}\na.yaml: \`depths=4\``, 'a.md:12: depths=4');
});

test('an option is that of a command which the page names', async () => {
  assert.equal(await faultsOf('`skysort apply`: `--jobs`, `--clusters STEP`, `--json`'), []);
  await refuses('`skysort apply`: `--cluster STEP`', 'a.md:3: --cluster STEP');
  await refuses('`skysort apply`: `--json STEP`', 'a.md:3: --json STEP');
  await refuses('`skysort apply`: `--force STEP`', 'a.md:3: --force STEP');
});

test('a command in a sentence is checked, wherever the line breaks', async () => {
  assert.equal(await faultsOf('`skysort run FILE` and `npm start`, `npx skysort`'), []);
  await refuses('`skysort\nruns` it', 'a.md:3: skysort\nruns');
  await refuses('so `npm install tsne-jss`', 'a.md:3: npm install tsne-jss');
});

test('blocks, and what others call a thing, are left alone', async () => {
  const table = '| there | here |\n|---|---|\n| `--cores` | `--jobs` |\n\n';
  assert.equal(await faultsOf(`\`skysort run\`\n\n${table}`), []);
  await refuses(`\`skysort run\`\n\n${table.replace('--jobs', '--job')}`, 'a.md:7: --job');
  await refuses(`\`skysort run\`\n\n${table}\`--cores\``, 'a.md:9: --cores');
  assert.equal(await faultsOf('```text\n`--cores`\n```'), []);
});

test.run();
