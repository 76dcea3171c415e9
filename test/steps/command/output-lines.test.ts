import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { outputLines } from '../../../src/steps/command/output-lines.js';

function linesOf(...chunks: (string | Uint8Array)[]): string[] {
  const told: string[] = [];
  const lines = outputLines((line) => told.push(line));
  for (const chunk of chunks) lines.write(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  lines.end();
  return told;
}

test('lines are told whole wherever the chunks are cut', () => {
  assert.equal(linesOf('on', 'e\ntw', 'o\n\nthree'), ['one', 'two', '', 'three']);
});

test('nothing is told of no output, and no empty last line', () => {
  assert.equal(linesOf(), []);
  assert.equal(linesOf('one\n'), ['one']);
});

test('a character that is cut between two chunks stays whole', () => {
  const bytes = Buffer.from('é\n');
  assert.equal(linesOf(bytes.subarray(0, 1), bytes.subarray(1)), ['é']);
});

test('a line that is written over counts as it was last, and Windows line ends are dropped', () => {
  assert.equal(linesOf('10%\r20%\r100%\nnext\r\n'), ['100%', 'next']);
});

test('a line without end comes in pieces of bounded length', () => {
  const pieces = linesOf('x'.repeat(5000), 'x'.repeat(5000), 'x'.repeat(10_000));
  assert.ok(pieces.every((piece) => piece.length <= 8192));
  assert.is(pieces.join('').length, 20_000);
});

test('bytes that are no text become replacement characters', () => {
  assert.equal(linesOf(Buffer.from([0xff, 0xfe, 0x0a])), ['\ufffd\ufffd']);
});

test.run();
