import type { UnreadableInput, UnsuitableInput } from '../../core/failure.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { InputFile } from '../../core/step.js';
import { fileSource, type ByteSource } from '../../formats/byte-source.js';
import { isGzip } from '../../formats/gzip.js';
import { unreadableInput } from '../../formats/input-fault.js';
import { openGzippedArchive, openPlainArchive, smallBytes, type OpenArchive } from './open-archive.js';
import { isArchive, isGzippedArchive } from './tell-archive.js';

export type FrameFailure = UnreadableInput | UnsuitableInput;

/** A file that is open: a tarball, or one image of which only the bytes are known. */
export interface OpenFile {
  /** Undefined for a loose file. */
  readonly archive: OpenArchive | undefined;
  /** All bytes of a loose file. */
  bytes(): Uint8Array;
  close(): void;
}

/** Which of the two a file is, its bytes tell; its name only when they do not. */
export async function openFile(file: InputFile): Promise<Result<OpenFile, FrameFailure>> {
  const opened = openSource(file);
  if (!opened.ok) return opened;
  const source = opened.value;
  let archive: OpenArchive | undefined;
  if (isGzip(source.read(0, 2))) {
    if (isGzippedArchive(source, file.name)) archive = await openGzippedArchive(file, source);
  } else if (isArchive(source, file.name)) archive = openPlainArchive(source);
  return ok({
    archive,
    bytes: () => source.read(0, source.size),
    close: () => {
      archive?.close();
      source.close();
    },
  });
}

/** A small file is read in one go. */
function openSource({ path }: InputFile): Result<ByteSource, FrameFailure> {
  try {
    return ok(fileSource(path, smallBytes));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    return fail(
      unreadableInput({ file: path }, { found: `the system's error ${code}`, expected: 'a file to read' }),
    );
  }
}
