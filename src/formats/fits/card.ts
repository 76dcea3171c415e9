/** A header value. A `bigint` is an integer beyond 2^53; `undefined` a keyword without a value. */
export type FitsValue = string | number | bigint | boolean | undefined;

/** One keyword of a header, its CONTINUE cards joined into it. */
export interface FitsCard {
  /** Upper case for a standard keyword, as written for a HIERARCH one (`add_CFIS_psf`). */
  readonly keyword: string;
  readonly value: FitsValue;
  readonly comment?: string;
}

/** Headers and data come in blocks of 2,880 bytes, a header as cards of 80 characters. */
export const blockBytes = 2880;
export const cardBytes = 80;

/** The smallest multiple of a block that holds so many bytes. */
export function paddedToBlock(bytes: number): number {
  return Math.ceil(bytes / blockBytes) * blockBytes;
}
