import type { FrameChoice } from '../../src/steps/frames/frame-choice.js';
import { readFrames, type Frame } from '../../src/steps/frames/read-frames.js';
import { inputFile } from './run-step.js';

/** How a survey file is read unless said otherwise. */
export const usualChoice: FrameChoice = {
  cameras: [0, 1, 2, 3],
  members: null,
  hdu: null,
  plane: null,
  engine: 'own',
};

/** All frames of some files, in order. */
export async function readAllFrames(
  paths: readonly string[],
  choice: Partial<FrameChoice> = {},
): Promise<Frame[]> {
  const frames: Frame[] = [];
  for (const path of paths) {
    for await (const frame of readFrames(inputFile(path), { ...usualChoice, ...choice })) frames.push(frame);
  }
  return frames;
}
