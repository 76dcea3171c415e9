/** Shows what would be invisible or would reorder the text around it: control characters and bidirectional marks. */
export function visible(text: string): string {
  return text
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (character) => {
      const code = character.charCodeAt(0);
      if (code === 9 || code === 10 || code === 13) return ' ';
      return code < 32 ? String.fromCharCode(0x2400 + code) : '\ufffd';
    });
}
