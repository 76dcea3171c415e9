import type { HduChoice } from '../../formats/fits/choose-hdu.js';

/** Which images of a file are taken, and how they are read: parameters of `ingest` by their names there. */
export interface FrameChoice {
  readonly cameras: readonly number[];
  /** Pattern that a tarball's members must match, see `member-pattern`; null for whatever is named as a FITS file. */
  readonly members: string | null;
  readonly hdu: HduChoice | null;
  readonly plane: number | null;
  readonly engine: 'own' | 'fitsjs';
}
