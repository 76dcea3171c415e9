import { ok, type Result } from '../../core/result.js';
import type { InputFile } from '../../core/step.js';
import type { FitsImage } from '../../formats/fits/read-image.js';
import { chooseMembers } from './choose-members.js';
import type { FrameChoice } from './frame-choice.js';
import { baseName, readName } from './frame-names.js';
import type { OpenArchive } from './open-archive.js';
import { openFile } from './open-file.js';
import { readImage } from './read-image.js';

/** Which image of a survey. */
export interface FrameId {
  /** Base name of the file. */
  readonly source: string;
  /** Path of the member in a tarball as stored there; empty for a loose file. */
  readonly member: string;
  /** Place in the tarball, from 0, or the number that the member's or the loose file's name tells. */
  readonly camera: number | undefined;
  readonly galaxy: string;
}

/** One raw image, or why it cannot be read. */
export interface Frame extends FrameId {
  readonly image: Result<FitsImage>;
}

/**
 * The frames of one file: those of a tarball in the order of `cameras`, or the one of a loose FITS file, gzipped or not.
 * See `chooseMembers` for which member is whose.
 * Every camera asked for gives a frame, so that a missing member is seen; a loose file whose name tells a camera that was not asked for gives none.
 * One frame's pixels are in memory at a time, beside the bytes of a small file or of a large one's member.
 */
export async function* readFrames(file: InputFile, choice: FrameChoice): AsyncGenerator<Frame> {
  const opened = await openFile(file);
  try {
    if (opened.ok && opened.value.archive !== undefined) {
      yield* archiveFrames(file, choice, opened.value.archive);
      return;
    }
    const { galaxy, camera } = readName(file.name);
    if (camera !== undefined && !choice.cameras.includes(camera)) return;
    const image = opened.ok ? await readImage(ok(opened.value.bytes()), choice, { file: file.path }) : opened;
    yield { source: baseName(file.name), member: '', camera, galaxy, image };
  } finally {
    if (opened.ok) opened.value.close();
  }
}

async function* archiveFrames(
  file: InputFile,
  choice: FrameChoice,
  archive: OpenArchive,
): AsyncGenerator<Frame> {
  const { galaxy } = readName(file.name);
  for (const { camera, member } of chooseMembers(file.path, archive.listing, choice)) {
    const id = { source: baseName(file.name), camera, galaxy };
    if (!member.ok) yield { ...id, member: '', image: member };
    else {
      const { name } = member.value;
      const origin = { file: file.path, member: name };
      yield { ...id, member: name, image: await readImage(await archive.read(member.value), choice, origin) };
    }
  }
}
