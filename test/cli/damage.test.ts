import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { chainRig, flipBit } from '../support/chain-rig.js';

test('a result whose record is damaged is told as corrupt, put aside, and computed again', async () => {
  const rig = await chainRig();
  const { key } = rig.instance('chain', 'last');
  flipBit(rig.path(`runs/.cache/actions/${key!}.json`), 801);
  const { stderr } = await rig.run('chain.yaml');
  assert.match(stderr, /last: started, its record is corrupt in the store/);
  assert.equal(rig.idsByState('chain'), { cached: ['one', 'two', 'three', 'four'], ran: ['last'] });
  assert.match(readdirSync(rig.path('runs/.cache/quarantine')).join(), new RegExp(`^${key!}\\.json-`));
});

test('the memo of digests may be lost or damaged: nothing runs, and no wrong digest is believed', async () => {
  const rig = await chainRig();
  await new Promise((resolve) => setTimeout(resolve, 2100));
  await rig.run('chain.yaml');
  const memo = rig.path('runs/.cache/digests.json');
  const text = readFileSync(memo, 'utf8');
  const { sha256 } = rig.instance('chain', 'one').outputs['out']!;
  assert.ok(text.includes(sha256));
  const wrong = sha256.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
  const harms: readonly (() => void)[] = [
    () => rmSync(memo),
    () => writeFileSync(memo, ''),
    () => writeFileSync(memo, 'null'),
    () => writeFileSync(memo, text.slice(0, 300)),
    () => writeFileSync(memo, text.replaceAll(sha256, wrong)),
  ];
  for (const harm of harms) {
    harm();
    await rig.run('chain.yaml');
    assert.equal(rig.idsByState('chain'), { cached: ['one', 'two', 'three', 'four', 'last'] }, String(harm));
    assert.not(rig.has('runs/.cache/quarantine'));
  }
});

test('verify and export say of a damaged result that it is lost, and that run computes it again', async () => {
  const rig = await chainRig();
  const { sha256 } = rig.instance('chain', 'two').outputs['out']!;
  rig.damageObject(sha256);
  const verified = await rig.skysort('verify', 'chain.yaml', '--step', 'two');
  assert.is(verified.code, 3);
  assert.match(
    verified.stdout,
    /lost +two: output out is corrupt in the store; skysort run computes it again/,
  );
  const exported = await rig.skysort('export', 'chain', 'copy');
  assert.is(exported.code, 4);
  assert.match(exported.stderr, /it is not in the store any more\n +to mend it: run the workflow again/);
  await rig.run('chain.yaml');
  assert.is((await rig.skysort('export', 'chain', 'copy')).code, 0);
});

test('nonsense in place of a manifest crashes nothing', async () => {
  const rig = await chainRig();
  const path = rig.path('runs/chain/latest/manifest.json');
  for (const text of [
    '',
    'null',
    '[]',
    '"x"',
    '{"version":1}',
    '{"version":1,"instances":null}',
    '\u0000\u0000',
  ]) {
    writeFileSync(path, text);
    const commands = [
      ['ls'],
      ['show', 'chain'],
      ['why', 'chain.yaml', 'one'],
      ['diff', 'chain', 'chain'],
      ['gc'],
    ];
    const ended = await Promise.all(commands.map((command) => rig.skysort(...command)));
    assert.equal(
      ended.map(({ code }) => code),
      [0, 4, 0, 4, 0],
      `${text}\n${ended.map(({ stderr }) => stderr).join('\n')}`,
    );
    for (const { stderr } of ended) assert.not.match(stderr, / at .*\.js:\d+/);
  }
});

test.run();
