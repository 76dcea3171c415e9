import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pack, type Pack } from 'tar-stream';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bytesSource, fileSource } from '../../src/formats/byte-source.js';
import { encodeTar } from '../../src/formats/tar-encode.js';
import { listTar, listTarForward } from '../../src/formats/tar-read.js';
import { repositoryRoot } from '../support/repository.js';

const folder = join(repositoryRoot, 'test', 'fixtures', 'tar');
const longName = `${'a-folder-with-a-name/'.repeat(8)}é-long-name.fits`;
const list = (bytes: Uint8Array) => listTar(bytesSource(bytes));

for (const dialect of ['ustar', 'gnu', 'pax']) {
  test(`an archive in ${dialect} format lists its files, without links, folders and litter`, () => {
    const path = join(folder, `${dialect}.tar`);
    const { members, fault } = listTar(fileSource(path));
    assert.is(fault, undefined);
    assert.equal(
      members.map(({ name, size }) => [name, size]),
      [
        ['folder/one.fits', 600],
        [dialect === 'ustar' ? longName.replace('é', 'e') : longName, 512],
        ['empty.fits', 0],
      ],
    );
    const bytes = readFileSync(path);
    assert.is(bytes.toString('latin1', members[0]!.offset, members[0]!.offset + 600), '1'.repeat(600));
    assert.is(bytes.toString('latin1', members[1]!.offset, members[1]!.offset + 512), '2'.repeat(512));
  });
}

async function packed(fill: (archive: Pack) => void): Promise<Uint8Array> {
  const archive = pack();
  fill(archive);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

test('an archive by another program lists the same names and sizes', async () => {
  const names = ['x.fits', `${'d/'.repeat(100)}y.fits`, 'ü'.repeat(80)];
  const bytes = await packed((archive) => {
    for (const name of names) archive.entry({ name }, name);
  });
  assert.equal(
    list(bytes).members.map(({ name, size }) => [name, size]),
    names.map((name) => [name, Buffer.byteLength(name)]),
  );
});

test('a size in base 256 is read', () => {
  const bytes = Buffer.from(encodeTar([{ name: 'a', bytes: new Uint8Array(700) }]));
  bytes.fill(0, 124, 136);
  bytes[124] = 0x80;
  bytes.writeUInt32BE(700, 132);
  writeChecksum(bytes);
  assert.equal(list(bytes).members, [{ name: 'a', offset: 512, size: 700 }]);
});

test('what stands in place of the prefix counts only in a header with the magic of ustar', () => {
  const headers = (magic: string) => {
    const bytes = Buffer.from(encodeTar([{ name: 'a.fits', bytes: new Uint8Array(7) }]));
    bytes.write(magic, 257, 'latin1');
    bytes.write('folder', 345, 'latin1');
    writeChecksum(bytes);
    return list(bytes).members.map(({ name }) => name);
  };
  assert.equal(headers('ustar\x0000'), ['folder/a.fits']);
  assert.equal(headers('ustar  \0'), ['a.fits']);
  assert.equal(headers('\0\0\0\0\0\0\0\0'), ['a.fits']);
});

test('links, devices, folders and pipes have no content, whatever their size says', () => {
  for (const type of ['1', '2', '3', '4', '5', '6']) {
    const header = Buffer.from(encodeTar([{ name: 'other', bytes: new Uint8Array(0) }]).subarray(0, 512));
    header.write('00000011610', 124, 'latin1');
    header.write(type, 156, 'latin1');
    writeChecksum(header);
    const { members, fault } = list(Buffer.concat([header, two]));
    assert.is(fault, undefined, type);
    assert.equal(
      members.map(({ name, offset }) => [name, offset]),
      [
        ['one.fits', 1024],
        ['two.fits', 2560],
      ],
    );
  }
});

test('the size of a member is that of its pax header, where that tells one', async () => {
  const behind = async (size: string) => {
    const bytes = await packed((archive) => archive.entry({ name: 'a', pax: { size } }, 'x'.repeat(600)));
    const at = bytes.length - 1024 - 1024 - 512;
    const member = Buffer.from(bytes.subarray(at));
    member.write('00000000001', 124, 'latin1');
    writeChecksum(member);
    return list(Buffer.concat([bytes.subarray(0, at), member])).members.map((found) => found.size);
  };
  assert.equal(await behind('600'), [600]);
});

function writeChecksum(bytes: Buffer): void {
  bytes.fill(' ', 148, 156);
  const sum = bytes.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
}

const two = encodeTar([
  { name: 'one.fits', bytes: new Uint8Array(600).fill(1) },
  { name: 'two.fits', bytes: new Uint8Array(600).fill(2) },
]);

test('an archive cut inside a member names it and keeps those before', () => {
  const { members, fault } = list(two.subarray(0, 512 + 1024 + 512 + 599));
  assert.equal(
    members.map(({ name }) => name),
    ['one.fits'],
  );
  assert.is(fault?.member, 'two.fits');
  assert.is(fault?.found, '599 bytes before the archive ends');
  assert.is(fault?.expected, '600 bytes in this member');
});

test('an archive cut inside a header says where', () => {
  const { fault } = list(two.subarray(0, 512 + 1024 + 100));
  assert.is(fault?.place, 'byte 1536');
  assert.match(fault!.found, /100 bytes where a member's header/);
});

test('an archive that ends with its last member, without zero blocks, is whole', () => {
  const { members, fault } = list(two.subarray(0, 2 * (512 + 1024)));
  assert.is(fault, undefined);
  assert.is(members.length, 2);
});

test('a header with a wrong checksum is a fault', () => {
  const bytes = two.slice();
  bytes[1536] = 0x58;
  const { members, fault } = list(bytes);
  assert.is(members.length, 1);
  assert.match(fault!.found, /checksum is wrong/);
  assert.is(list(Buffer.alloc(600, 'x')).fault?.expected, 'a tar archive');
});

test('zeros and nothing at all are archives without members', () => {
  assert.equal(list(encodeTar([])), { members: [] });
  assert.equal(list(new Uint8Array(0)), { members: [] });
});

test('an archive that is read forwards is cut where its bytes end: in a member, a long name or a header', async () => {
  const forward = (bytes: Uint8Array) =>
    listTarForward((offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)));
  assert.equal(await forward(two), list(two));
  const inMember = await forward(two.subarray(0, 512 + 1024 + 512 + 599));
  assert.is(inMember.members.length, 1);
  assert.is(inMember.fault?.member, 'two.fits');
  assert.is(inMember.fault?.found, 'the end of the archive');
  assert.match(
    (await forward(two.subarray(0, 1536 + 100))).fault!.found,
    /^100 bytes where a member's header/,
  );
  const gnu = readFileSync(join(folder, 'gnu.tar'));
  const inName = gnu.indexOf('a-folder-with-a-name/') + 20;
  assert.is((await forward(gnu.subarray(0, inName))).fault?.found, 'the end of the archive');
});

test('an archive of 250,000 entries is listed, and one of more is refused at the first that is too many', async () => {
  const header = encodeTar([{ name: 'a', bytes: new Uint8Array(0) }]).subarray(0, 512);
  const nothing = new Uint8Array(0);
  let nRead = 0;
  const archive = (nEntries: number) => (offset: number) => {
    nRead += 1;
    return Promise.resolve(offset < nEntries * 512 ? header : nothing);
  };
  assert.is((await listTarForward(archive(250_000))).members.length, 250_000);
  nRead = 0;
  const { members, fault, isRefused } = await listTarForward(archive(1_000_000));
  assert.is(nRead, 250_001);
  assert.is(members.length, 0);
  assert.ok(isRefused);
  assert.is(fault?.found, 'more than 250000 members, folders and links');
  assert.is(fault?.place, `byte ${250_000 * 512}`);
});

test('a sparse member is refused by name', () => {
  const bytes = Buffer.from(encodeTar([{ name: 'holes.fits', bytes: new Uint8Array(10) }]));
  bytes.write('S', 156, 'latin1');
  writeChecksum(bytes);
  assert.is(list(bytes).fault?.member, 'holes.fits');
  assert.is(list(bytes).fault?.found, 'a sparse file');
});

test('a sparse member that a pax header tells is refused by name and place, and so is a pax header that makes no sense', async () => {
  const before = { name: 'one.fits', bytes: new Uint8Array(600) };
  const behind = (pax: Record<string, string>) =>
    packed((archive) => {
      archive.entry({ name: before.name }, Buffer.from(before.bytes));
      archive.entry({ name: 'GNUSparseFile.0/holes.fits', pax }, 'map');
    });
  const named = list(await behind({ 'GNU.sparse.major': '1', 'GNU.sparse.name': 'holes.fits' }));
  assert.is(named.members.length, 1);
  assert.is(named.fault?.member, 'holes.fits');
  assert.is(named.fault?.place, 'byte 1536');
  assert.is(named.fault?.found, 'a sparse file');
  const old = list(await behind({ 'GNU.sparse.size': '9', path: 'old.fits' }));
  assert.is(old.fault?.member, 'old.fits');
  const senseless = Buffer.from(await behind({ path: 'x' }));
  senseless.write('zz', 2048, 'latin1');
  assert.is(list(senseless).fault?.place, 'byte 1536');
  assert.is(list(senseless).fault?.found, 'a pax header that makes no sense');
});

test.run();
