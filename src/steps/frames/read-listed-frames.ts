import { fail, ok, type Result } from '../../core/result.js';
import type { InputFile } from '../../core/step.js';
import type { HduChoice } from '../../formats/fits/choose-hdu.js';
import { unreadableInput } from '../../formats/input-fault.js';
import type { TarMember } from '../../formats/tar-read.js';
import { baseName, readName } from './frame-names.js';
import type { OpenArchive } from './open-archive.js';
import { openFile, type FrameFailure } from './open-file.js';
import type { Frame } from './read-frames.js';
import { readImage } from './read-image.js';

/** An image as a catalogue's row names it. */
export interface ListedFrame {
  readonly member: string;
  readonly camera: number | undefined;
  /** Where the catalogue has these columns. */
  readonly hdu?: HduChoice | undefined;
  readonly plane?: number | undefined;
}

/**
 * The frames of one file that a catalogue lists, one for each row, in their order: by the members' names, which say more than any choice of
 * cameras does. Of members of one name the first that was not taken yet is meant. A loose file whose name tells another camera gives none.
 */
export async function* readListedFrames(
  file: InputFile,
  rows: readonly ListedFrame[],
): AsyncGenerator<Frame> {
  const opened = await openFile(file);
  try {
    const taken = new Set<TarMember>();
    for (const row of rows) {
      const id = { source: baseName(file.name), camera: row.camera, galaxy: readName(file.name).galaxy };
      const choice = { hdu: row.hdu ?? null, plane: row.plane ?? null, engine: 'own' } as const;
      if (!opened.ok) {
        yield { ...id, member: row.member, image: opened };
        continue;
      }
      const { archive } = opened.value;
      if (archive === undefined) {
        if (row.camera !== readName(file.name).camera) continue;
        const image = await readImage(ok(opened.value.bytes()), choice, { file: file.path });
        yield { ...id, member: '', image };
        continue;
      }
      const isMeant = (member: TarMember): boolean => member.name === row.member && !taken.has(member);
      const member = archive.listing.members.find(isMeant);
      if (member === undefined) {
        yield { ...id, member: '', image: missing(file, row, archive) };
        continue;
      }
      taken.add(member);
      const origin = { file: file.path, member: member.name };
      const image = await readImage(await archive.read(member), choice, origin);
      yield { ...id, member: member.name, image };
    }
  } finally {
    if (opened.ok) opened.value.close();
  }
}

function missing(
  { path }: InputFile,
  { member }: ListedFrame,
  { listing }: OpenArchive,
): Result<never, FrameFailure> {
  if (listing.fault !== undefined) return fail(unreadableInput({ file: path }, listing.fault));
  const nFound = listing.members.length;
  return fail({
    reason: 'unsuitable-input',
    input: 'files',
    file: path,
    found: `an archive of ${nFound} ${nFound === 1 ? 'image' : 'images'}`,
    expected: member === '' ? 'a loose file, as in the catalogue' : `one with the member ${member}`,
    remedy: 'give the same files that the catalogue was made from',
  });
}
