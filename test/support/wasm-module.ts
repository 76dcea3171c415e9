/** An instruction in a function: its opcode, with the prefix byte above it for those that have one (0xfd0100 is SIMD's 0x100). */
export interface Instruction {
  readonly opcode: number;
  /** Bytes from the start of the module. */
  readonly offset: number;
}

export interface WasmImport {
  readonly module: string;
  readonly name: string;
  readonly kind: 'function' | 'table' | 'memory' | 'global' | 'tag';
}

export interface WasmModule {
  readonly imports: readonly WasmImport[];
  readonly instructions: readonly Instruction[];
}

const importKinds = ['function', 'table', 'memory', 'global', 'tag'] as const;
const [importSection, codeSection] = [2, 10];
const end = 0x0b;

/**
 * The imports of a WebAssembly module, and every instruction of its functions.
 * @throws Error at an instruction that it does not know: it could not tell where the next one begins.
 * @see WebAssembly Core Specification 2.0, chapter 5; the proposals for threads and relaxed SIMD
 */
export function readWasm(bytes: Uint8Array): WasmModule {
  const reader = new Reader(bytes);
  if (reader.u32le() !== 0x6d736100 || reader.u32le() !== 1) throw new Error('no WebAssembly module');
  let imports: WasmImport[] = [];
  const instructions: Instruction[] = [];
  while (reader.offset < bytes.length) {
    const section = reader.byte();
    const sectionEnd = reader.uleb() + reader.offset;
    if (section === importSection) imports = reader.list(() => readImport(reader));
    if (section === codeSection) {
      reader.list(() => {
        const bodyEnd = reader.uleb() + reader.offset;
        reader.list(() => reader.skipLebs(1, () => reader.byte()));
        while (reader.offset < bodyEnd) instructions.push(readInstruction(reader));
        if (reader.offset !== bodyEnd || instructions.at(-1)?.opcode !== end)
          throw new Error(`a function does not end at ${bodyEnd}`);
      });
    }
    reader.offset = sectionEnd;
  }
  return { imports, instructions };
}

class Reader {
  offset = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  byte(): number {
    const byte = this.#bytes[this.offset++];
    if (byte === undefined) throw new Error('the module is cut short');
    return byte;
  }

  u32le(): number {
    return this.byte() | (this.byte() << 8) | (this.byte() << 16) | (this.byte() << 24);
  }

  uleb(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  /** LEB128 numbers of either sign whose values do not matter; then whatever else belongs to them. */
  skipLebs(count: number, after?: () => void): void {
    for (let i = 0; i < count; i++) while (this.byte() >= 128);
    after?.();
  }

  skip(count: number): void {
    this.offset += count;
  }

  list<T>(read: () => T): T[] {
    return Array.from({ length: this.uleb() }, read);
  }

  text(): string {
    return String.fromCharCode(...this.list(() => this.byte()));
  }
}

function readImport(reader: Reader): WasmImport {
  const [module, name] = [reader.text(), reader.text()];
  const kind = importKinds[reader.byte()];
  switch (kind) {
    case 'function':
      reader.uleb();
      break;
    case 'table':
      reader.byte();
      skipLimits(reader);
      break;
    case 'memory':
      skipLimits(reader);
      break;
    case 'global':
      reader.skip(2);
      break;
    case 'tag':
      reader.byte();
      reader.uleb();
      break;
    default:
      throw new Error(`an import of unknown kind at ${reader.offset}`);
  }
  return { module, name, kind };
}

function skipLimits(reader: Reader): void {
  reader.skipLebs((reader.byte() & 1) === 1 ? 2 : 1);
}

function readInstruction(reader: Reader): Instruction {
  const { offset } = reader;
  const first = reader.byte();
  if (first < 0xfc) {
    skipPlain(first, reader, offset);
    return { opcode: first, offset };
  }
  const second = reader.uleb();
  const opcode = first * 0x10000 + second;
  if (first === 0xfc) skipMiscellaneous(second, reader, offset);
  else if (first === 0xfd) skipSimd(second, reader, offset);
  else if (first === 0xfe) skipAtomic(second, reader, offset);
  else throw unknown(opcode, offset);
  return { opcode, offset };
}

const unknown = (opcode: number, offset: number): Error =>
  new Error(`unknown instruction 0x${opcode.toString(16)} at ${offset}`);

/** Alignment and offset; bit 6 of the alignment says that the number of a memory follows. */
function skipPlace(reader: Reader): void {
  const alignment = reader.uleb();
  reader.skipLebs((alignment & 64) === 0 ? 1 : 2);
}

function skipPlain(opcode: number, reader: Reader, offset: number): void {
  const isBetween = (low: number, high: number): boolean => opcode >= low && opcode <= high;
  if (isBetween(0x02, 0x04)) reader.skipLebs(1);
  else if (isBetween(0x0c, 0x0d) || opcode === 0x10) reader.skipLebs(1);
  else if (opcode === 0x0e) {
    reader.list(() => reader.uleb());
    reader.uleb();
  } else if (opcode === 0x11) reader.skipLebs(2);
  else if (opcode === 0x1c) reader.list(() => reader.byte());
  else if (isBetween(0x20, 0x26)) reader.skipLebs(1);
  else if (isBetween(0x28, 0x3e)) skipPlace(reader);
  else if (isBetween(0x3f, 0x42)) reader.skipLebs(1);
  else if (opcode === 0x43) reader.skip(4);
  else if (opcode === 0x44) reader.skip(8);
  else if (opcode === 0xd0 || opcode === 0xd2) reader.skipLebs(1);
  else {
    const isBare = isBetween(0x00, 0x01) || opcode === 0x05 || opcode === 0x0b || opcode === 0x0f;
    const isOther = isBetween(0x1a, 0x1b) || isBetween(0x45, 0xc4) || opcode === 0xd1;
    if (!isBare && !isOther) throw unknown(opcode, offset);
  }
}

/** Saturating truncation, bulk memory, tables. */
function skipMiscellaneous(second: number, reader: Reader, offset: number): void {
  if (second > 17) throw unknown(0xfc0000 + second, offset);
  const immediates = second < 8 ? 0 : [8, 10, 12, 14].includes(second) ? 2 : 1;
  reader.skipLebs(immediates);
}

function skipSimd(second: number, reader: Reader, offset: number): void {
  if (second > 0x113) throw unknown(0xfd0000 + second, offset);
  const isPlace = second <= 11 || (second >= 84 && second <= 93);
  if (isPlace) skipPlace(reader);
  // A lane of what is loaded or stored, extracted or replaced; sixteen bytes of a constant or a shuffle.
  if ((second >= 84 && second <= 91) || (second >= 21 && second <= 34)) reader.skip(1);
  if (second === 12 || second === 13) reader.skip(16);
}

function skipAtomic(second: number, reader: Reader, offset: number): void {
  if (second > 0x4e) throw unknown(0xfe0000 + second, offset);
  if (second === 3) reader.skip(1);
  else skipPlace(reader);
}
