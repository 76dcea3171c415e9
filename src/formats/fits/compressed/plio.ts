/** The most pixels that one 16-bit word can stand for. */
const longestRun = 4095;

/** The most pixels that so many bytes can hold. */
export function mostPlioPixels(nBytes: number): number {
  return Math.floor(nBytes / 2) * longestRun;
}

/**
 * Unpacks an IRAF line list: words of a 4-bit instruction and 12 bits of data, which draw runs of zeros and of one value from left to right,
 * and move that value. What the list does not reach is zero.
 * @param bytes Big-endian 16-bit words: seven of a header (three in old lists), then the instructions.
 * @param values Filled to its length.
 * @returns False when the header or an instruction is none, or the list ends within one.
 * @see FITS standard 4.0, section 10.4.3; D. Tody, IRAF plio, "line lists".
 */
export function decodePlio(bytes: Uint8Array, values: Int32Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const nWords = Math.floor(bytes.length / 2);
  const word = (i: number) => view.getInt16(2 * i);
  if (nWords < 3) return false;
  // An old list has its length where a new one has a version below zero, and its instructions follow at once.
  const isOld = word(2) > 0;
  if (!isOld && nWords < 5) return false;
  const end = isOld ? word(2) : (word(4) << 15) + word(3);
  if (end < 0 || end > nWords) return false;
  values.fill(0);
  let at = 0;
  let value = 1;
  for (let i = isOld ? 3 : word(1); i < end && at < values.length; i++) {
    if (i < 0) return false;
    const instruction = view.getUint16(2 * i) >> 12;
    const operand = view.getUint16(2 * i) & 4095;
    const runEnd = Math.min(at + operand, values.length);
    switch (instruction) {
      case 0: // zeros
        at = runEnd;
        break;
      case 1: // set the value, its high bits in the next word
        i += 1;
        if (i >= end) return false;
        value = (word(i) << 12) + operand;
        break;
      case 2:
        value += operand;
        break;
      case 3:
        value -= operand;
        break;
      case 4: // the value over and over
        values.fill(value, at, runEnd);
        at = runEnd;
        break;
      case 5: // zeros, and the value once
        // Beyond the last pixel a write has no effect.
        if (operand > 0) values[at + operand - 1] = value;
        at = runEnd;
        break;
      case 6: // move the value, and draw it once
      case 7:
        value += instruction === 6 ? operand : -operand;
        values[at] = value;
        at += 1;
        break;
      default:
        return false;
    }
  }
  return true;
}
