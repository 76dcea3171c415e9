/** A little-endian whole number in 1, 2, 4 or 8 bytes, or bytes as they are. */
export type Field = readonly [width: 1 | 2 | 4 | 8, value: number] | Uint8Array;

/** Stands for an address that leads nowhere: all ones. */
export const nowhere = -1;

const lengthOf = (field: Field): number => (field instanceof Uint8Array ? field.length : field[0]);

/** Fields one after another. */
export function packed(fields: readonly Field[]): Uint8Array {
  const bytes = new Uint8Array(fields.reduce((total, field) => total + lengthOf(field), 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const field of fields) {
    if (field instanceof Uint8Array) bytes.set(field, at);
    else {
      const [width, value] = field;
      if (width === 1) view.setUint8(at, value);
      else if (width === 2) view.setUint16(at, value, true);
      else if (width === 4) view.setUint32(at, value, true);
      else view.setBigInt64(at, BigInt(value), true);
    }
    at += lengthOf(field);
  }
  return bytes;
}

/** Bytes with zeros behind them up to a multiple of 8. */
export function padded(bytes: Uint8Array, length = Math.ceil(bytes.length / 8) * 8): Uint8Array {
  if (bytes.length === length) return bytes;
  const whole = new Uint8Array(length);
  whole.set(bytes);
  return whole;
}

export const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');
