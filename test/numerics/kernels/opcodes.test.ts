// The compiled kernels themselves: what a flag of the compiler or a library might let in without a word in our sources.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { repositoryRoot } from '../../support/repository.js';
import { readWasm, type WasmModule } from '../../support/wasm-module.js';

const { WebAssembly } = globalThis as unknown as {
  WebAssembly: { validate(bytes: Uint8Array): boolean };
};

const folder = join(repositoryRoot, 'dist', 'src', 'numerics', 'kernels');
const modules = readdirSync(folder).filter((name) => name.endsWith('.wasm'));

/** What would make results depend on the machine: instructions whose result is the machine's choice, and imported functions. */
function faults({ imports, instructions }: WasmModule): string[] {
  return [
    ...imports.filter(({ kind }) => kind !== 'memory').map(({ module, name }) => `imports ${module}.${name}`),
    ...instructions
      .filter(({ opcode }) => opcode >= 0xfd0100 && opcode <= 0xfdffff)
      .map(({ opcode, offset }) => `relaxed SIMD 0x${opcode.toString(16)} at ${offset}`),
  ];
}

test('there are kernels to look at', () => {
  assert.ok(modules.includes('network.wasm') && modules.length >= 3, modules.join(', '));
});

for (const name of modules) {
  test(`${name} has no relaxed SIMD and imports nothing but a memory`, () => {
    const bytes = readFileSync(join(folder, name));
    const module = readWasm(bytes);
    assert.equal(faults(module), []);
    assert.equal(
      module.imports.map(({ kind }) => kind),
      ['memory'],
    );
    // The walk went through the code: fixed SIMD, loads and arithmetic are there, and functions end where they should.
    const isThere = (opcode: number): boolean => module.instructions.some((one) => one.opcode === opcode);
    assert.ok(isThere(0xfd00e6) || isThere(0xfd00f2), 'f32x4.mul or f64x2.mul');
    assert.ok(isThere(0x6a), 'i32.add');
    assert.ok(module.instructions.length > bytes.length / 8, `${module.instructions.length} instructions`);
  });
}

const text = (value: string): number[] => [value.length, ...Buffer.from(value)];
const section = (id: number, content: readonly number[]): number[] => [id, content.length, ...content];

/** A module with one function of three vectors to one; `code` is its body, `imports` the content of its section of imports. */
function moduleOf(code: readonly number[], imports?: readonly number[]): Uint8Array<ArrayBuffer> {
  const body = [0, ...code, 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [1, 0x60, 3, 0x7b, 0x7b, 0x7b, 1, 0x7b]),
    ...(imports === undefined ? [] : section(2, imports)),
    ...section(3, [1, 0]),
    ...section(10, [1, body.length, ...body]),
  ]);
}

const threeVectors = [0x20, 0, 0x20, 1, 0x20, 2];

test('a fused multiply-add of relaxed SIMD is found', () => {
  const relaxed = moduleOf([...threeVectors, 0xfd, 0x85, 0x02]);
  assert.ok(WebAssembly.validate(moduleOf([0x20, 0])));
  assert.equal(faults(readWasm(relaxed)), ['relaxed SIMD 0xfd0105 at 33']);
});

test('the bytes of a relaxed instruction within a constant are no instruction', () => {
  const constant = [0xfd, 12, ...Array.from({ length: 8 }, () => [0xfd, 0x85]).flat()];
  const module = moduleOf(constant);
  assert.ok(WebAssembly.validate(module));
  assert.equal(
    readWasm(module).instructions.map(({ opcode }) => opcode),
    [0xfd000c, 0x0b],
  );
});

test('imported maths is found, and an imported memory is none', () => {
  const memory = [...text('env'), ...text('memory'), 2, 3, 1, 2];
  const exp = [...text('Math'), ...text('exp'), 0, 0];
  assert.equal(faults(readWasm(moduleOf([0x20, 0], [1, ...memory]))), []);
  assert.equal(faults(readWasm(moduleOf([0x20, 0], [2, ...memory, ...exp]))), ['imports Math.exp']);
});

test('what is no module, is cut short, or has an instruction that is not known is refused', () => {
  const good = moduleOf([0x20, 0]);
  assert.throws(() => readWasm(Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8])), 'no WebAssembly module');
  assert.throws(() => readWasm(good.subarray(0, -3)), 'cut short');
  assert.throws(() => readWasm(moduleOf([0xff, 0])), 'unknown instruction');
  assert.throws(() => readWasm(moduleOf([0x20])), 'a function does not end');
});

test.run();
