import type { UnreadableInput, UnsuitableInput } from '../../core/failure.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { InputFile } from '../../core/step.js';
import { bytesSource, fileSource, type ByteSource } from '../../formats/byte-source.js';
import { readFitsImage, type FitsImage } from '../../formats/fits/read-image.js';
import { gunzip, isGzip } from '../../formats/gzip.js';
import { unreadableInput, type InputFault } from '../../formats/input-fault.js';
import { hasTarChecksum, isZeroBlock, tarBlockBytes } from '../../formats/tar-header.js';
import { listTar, type TarListing } from '../../formats/tar-read.js';
import { baseName, isNamedAsArchive, isNamedAsFits, readName } from './frame-names.js';

type FrameFailure = UnreadableInput | UnsuitableInput;

/** Which image of a survey. */
export interface FrameId {
  /** Base name of the file. */
  readonly source: string;
  /** Path of the member in a tarball as stored there; empty for a loose file. */
  readonly member: string;
  /** Place in the tarball, from 0, or the number after `_cam` in a loose file's name. */
  readonly camera: number | undefined;
  readonly galaxy: string;
}

/** One raw image, or why it cannot be read. */
export interface Frame extends FrameId {
  readonly image: Result<FitsImage, FrameFailure>;
}

/**
 * The frames of one file: those of a tarball in the order of `cameras`, or the one of a loose FITS file, gzipped or not.
 * Camera c of a tarball is its c-th member that is named as a FITS file; where no member is so named, its c-th member.
 * Which of the two a file is, its bytes tell; its name only when they do not.
 * Every camera asked for gives a frame, so that a missing member is seen; a loose file whose name tells a camera that was not asked for gives none.
 * One frame's pixels are in memory at a time; a gzipped tarball is unpacked in memory.
 */
export function* readFrames(file: InputFile, cameras: readonly number[]): Generator<Frame> {
  const opened = openSource(file);
  const source = opened.ok ? opened.value : undefined;
  try {
    if (source === undefined || !isArchive(source, file.name)) {
      yield* looseFrame(file, cameras, opened);
    } else {
      yield* archiveFrames(file, cameras, source);
    }
  } finally {
    source?.close();
  }
}

function openSource({ path, name }: InputFile): Result<ByteSource, FrameFailure> {
  let source: ByteSource;
  try {
    source = fileSource(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    return fail(
      unreadableInput({ file: path }, { found: `the system's error ${code}`, expected: 'a file to read' }),
    );
  }
  // A loose gzipped image is unpacked by the FITS reader; only an archive has to be looked into before.
  if (!isGzip(source.read(0, 2)) || !isNamedAsArchive(name)) return ok(source);
  const unpacked = gunzip(source.read(0, source.size));
  source.close();
  return unpacked.ok
    ? ok(bytesSource(unpacked.value))
    : fail(unreadableInput({ file: path }, unpacked.failure));
}

function isArchive(source: ByteSource, name: string): boolean {
  const block = source.read(0, tarBlockBytes);
  if (hasTarChecksum(block) && !isZeroBlock(block)) return true;
  const startsAsFits = Buffer.from(block.subarray(0, 6)).toString('latin1') === 'SIMPLE';
  return isNamedAsArchive(name) && !startsAsFits;
}

function* looseFrame(
  file: InputFile,
  cameras: readonly number[],
  opened: Result<ByteSource, FrameFailure>,
): Generator<Frame> {
  const { galaxy, camera } = readName(file.name);
  if (camera !== undefined && !cameras.includes(camera)) return;
  const image = opened.ok
    ? withOrigin(readFitsImage(opened.value.read(0, opened.value.size)), file.path)
    : opened;
  yield { source: baseName(file.name), member: '', camera, galaxy, image };
}

function* archiveFrames(file: InputFile, cameras: readonly number[], source: ByteSource): Generator<Frame> {
  const listing = listTar(source);
  const named = listing.members.filter(({ name }) => isNamedAsFits(name));
  const members = named.length > 0 ? named : listing.members;
  const { galaxy } = readName(file.name);
  for (const camera of cameras) {
    const member = members[camera];
    const id = { source: baseName(file.name), camera, galaxy };
    if (member === undefined) {
      yield {
        ...id,
        member: '',
        image: fail(missingMember(file, camera, { listing, nFound: members.length })),
      };
      continue;
    }
    const bytes = source.read(member.offset, member.size);
    yield { ...id, member: member.name, image: withOrigin(readFitsImage(bytes), file.path, member.name) };
  }
}

/** The archive's own fault when it has one: then the member may have been lost to it. */
function missingMember(
  { path }: InputFile,
  camera: number,
  { listing, nFound }: { listing: TarListing; nFound: number },
): FrameFailure {
  if (listing.fault !== undefined) {
    return { reason: 'unreadable-input', file: path, ...listing.fault };
  }
  return {
    reason: 'unsuitable-input',
    input: 'files',
    file: path,
    found:
      nFound === 0
        ? 'an archive without any file'
        : `an archive of ${nFound} ${nFound === 1 ? 'image' : 'images'}`,
    expected: `an image for camera ${camera}, number ${camera + 1} in the archive`,
    remedy: 'leave the camera out of `cameras`, or the file out of the input',
  };
}

function withOrigin(
  image: Result<FitsImage, InputFault>,
  file: string,
  member?: string,
): Result<FitsImage, FrameFailure> {
  if (image.ok) return image;
  return fail(unreadableInput(member === undefined ? { file } : { file, member }, image.failure));
}
