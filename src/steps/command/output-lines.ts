import { StringDecoder } from 'node:string_decoder';

/** A longer line comes in pieces: a program may print megabytes without an end of line. */
const maxCharacters = 8192;

/**
 * Cuts what a program prints into lines, whatever it prints: bytes that are no UTF-8 become U+FFFD. Of a line that is
 * written over with carriage returns, as progress bars do, the last version counts.
 */
export function outputLines(tell: (line: string) => void): { write(bytes: Uint8Array): void; end(): void } {
  const decoder = new StringDecoder('utf8');
  let rest = '';

  const add = (text: string): void => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) tellPieces(line);
    while (rest.length > maxCharacters) {
      tell(lastVersion(rest.slice(0, maxCharacters)));
      rest = rest.slice(maxCharacters);
    }
  };

  const tellPieces = (line: string): void => {
    for (let start = 0; start === 0 || start < line.length; start += maxCharacters) {
      tell(lastVersion(line.slice(start, start + maxCharacters)));
    }
  };

  return {
    write: (bytes) => add(decoder.write(Buffer.from(bytes))),
    end() {
      add(decoder.end());
      if (rest !== '') tellPieces(rest);
      rest = '';
    },
  };
}

function lastVersion(line: string): string {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  return text.slice(text.lastIndexOf('\r') + 1);
}
