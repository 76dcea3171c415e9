import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import type { Failure } from '../../core/failure.js';
import { fail, ok, type Result } from '../../core/result.js';

const packageName = 'fitsjs';

/** What we use of the library: a file of one image, and how it decodes it. */
export interface FitsjsImage {
  readonly bitpix: number;
  readonly bzero: number;
  readonly bscale: number;
  /** Bytes of a plane. */
  readonly frameLength: number;
  readonly blob: FakeBlob;
  /** What its own worker calls for a plane. It turns the bytes over in place. */
  _getFrame(buffer: ArrayBuffer, bitpix: number, bzero: number, bscale: number): ArrayLike<number>;
}

export interface Fitsjs {
  readonly FITS: new (
    file: FakeBlob,
    callback: (fits: { readonly hdus: readonly { readonly data?: FitsjsImage }[] }) => void,
  ) => object;
}

/** Bytes with the two members of a browser's Blob that the library uses. */
export class FakeBlob {
  readonly bytes: Uint8Array;
  /** Told what the library throws once it waits for bytes: it catches nothing. */
  readonly onThrow: (error: unknown) => void;

  constructor(bytes: Uint8Array, onThrow: (error: unknown) => void) {
    this.bytes = bytes;
    this.onThrow = onThrow;
  }

  get size(): number {
    return this.bytes.length;
  }

  slice(begin: number, end: number): FakeBlob {
    return new FakeBlob(this.bytes.subarray(begin, end), this.onThrow);
  }
}

/** A browser's FileReader over such bytes. The library does not bear an answer at once. */
class FakeFileReader {
  onloadend: ((event: { target: { result: ArrayBuffer } }) => void) | undefined;

  readAsArrayBuffer({ bytes, onThrow }: FakeBlob): void {
    queueMicrotask(() => {
      try {
        // The library looks for the end of a header without end: past the last byte there is none.
        if (bytes.length === 0) throw new RangeError('it finds no end of the header');
        this.onloadend?.({ target: { result: new Uint8Array(bytes).buffer } });
      } catch (error) {
        onThrow(error);
      }
    });
  }
}

const require = createRequire(import.meta.url);

/** The version that is installed beside skysort; undefined when there is none. */
export function fitsjsVersion(): string | undefined {
  try {
    const manifest = require.resolve(`${packageName}/package.json`);
    return (JSON.parse(readFileSync(manifest, 'utf8')) as { version?: string }).version;
  } catch {
    return undefined;
  }
}

/**
 * The library made for browsers, given what it asks of one: it finds `File`, `Blob`, `FileReader`, `console` and itself as `astro` among
 * its globals. They are given to it alone, nothing is put among ours.
 * @param sourceOf The text of the package's main file.
 * @returns Failure `engine-unavailable` when it is not installed or does not load.
 */
export function loadFitsjs(
  sourceOf = () => readFileSync(require.resolve(packageName), 'utf8'),
): Result<Fitsjs, EngineUnavailable> {
  const astro: { FITS?: unknown } = {};
  try {
    const run = compileFunction(sourceOf(), ['File', 'Blob', 'FileReader', 'console', 'astro']);
    const silent = { warn: () => undefined, error: () => undefined, log: () => undefined };
    run.call({ astro }, FakeBlob, FakeBlob, FakeFileReader, silent, astro);
  } catch (error) {
    const isAbsent = (error as { code?: string }).code === 'MODULE_NOT_FOUND';
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return unavailable(isAbsent ? `${packageName} is not installed` : `it does not load: ${message}`);
  }
  return typeof astro.FITS === 'function' ? ok(astro as Fitsjs) : unavailable('it is not the library known');
}

type EngineUnavailable = Extract<Failure, { reason: 'engine-unavailable' }>;

const unavailable = (cause: string): Result<never, EngineUnavailable> =>
  fail({
    reason: 'engine-unavailable',
    engine: packageName,
    cause,
    remedy: 'install it beside skysort with `npm install fitsjs`, or leave `engine` out',
  });
