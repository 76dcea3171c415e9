// Where the time of training goes: each kernel's share, and the rate of those that multiply, on one thread.
import type { Kernels } from '../src/numerics/network/engine/kernels.js';
import { writeWeights } from '../src/numerics/network/engine/parameters.js';
import { Team } from '../src/numerics/network/engine/team.js';
import { networkOf } from '../src/numerics/network/network.js';
import { presetArchitecture, type PresetName } from '../src/numerics/network/presets.js';
import { initialWeights } from '../src/numerics/network/weights.js';
import { tell } from './timing.js';

type Arguments = readonly number[];

/** What distinguishes a kernel's calls, and the multiplications with additions of one call as the layer has them. */
interface Measure {
  readonly shape: (args: Arguments) => string;
  readonly products: (args: Arguments) => number;
}

const product = (values: Arguments): number => values.reduce((total, value) => total * value, 1);

/** A convolution whose arguments from `at` on are height, width, kernel, inputs, outputs. */
const convolution = (at: number, pixels = 1): Measure => ({
  shape: (args) => {
    const [height, width, kernel, inputs, outputs] = args.slice(at);
    return `${height! * Math.sqrt(pixels)} x ${width! * Math.sqrt(pixels)}, ${kernel} x ${kernel}, ${inputs} to ${outputs}`;
  },
  products: (args) => pixels * product(args.slice(at, at + 5)) * args[at + 2]!,
});

/** Nine products a pixel of the small image stand for 36. */
const upsampled = (at: number, passes: number): Measure => ({
  shape: (args) => {
    const [height, width, inputs, outputs] = args.slice(at);
    return `${height} x ${width} upsampled, ${inputs} to ${outputs}`;
  },
  products: (args) => 9 * passes * product(args.slice(at, at + 4)),
});

const measures: Readonly<Partial<Record<keyof Kernels, Measure>>> = {
  convolution_forward: convolution(8),
  convolution_weights: convolution(8),
  pooled_forward: convolution(7, 4),
  upsampled_forward: upsampled(6, 1),
  upsampled_backward: upsampled(9, 2),
  dense_forward: {
    shape: (args) => `${args[4]!} to ${args[5]!}`,
    products: (args) => args[1]! * args[4]! * (args[7]! - args[6]!),
  },
  dense_backward: {
    shape: (args) => `${args[3]!} to ${args[4]!}`,
    products: (args) => args[1]! * args[4]! * (args[6]! - args[5]!),
  },
  dense_update: {
    shape: (args) => `${args[3]!} to ${args[4]!}`,
    products: (args) => args[1]! * args[4]! * (args[6]! - args[5]!),
  },
};

interface Share {
  ms: number;
  products: number;
}

/** Kernels that note the time of each call. */
function timed(kernels: Kernels, shares: Map<string, Share>): Kernels {
  const wrap = ([name, kernel]: [string, Kernels[keyof Kernels]]): [string, typeof kernel] => [
    name,
    (...args) => {
      const start = performance.now();
      const result = kernel(...args);
      const ms = performance.now() - start;
      const measure = measures[name as keyof Kernels];
      const key = measure === undefined ? name : `${name}  ${measure.shape(args)}`;
      const share = shares.get(key) ?? { ms: 0, products: 0 };
      share.ms += ms;
      share.products += measure?.products(args) ?? 0;
      shares.set(key, share);
      return result;
    },
  ];
  const functions = Object.entries(kernels).filter(([, kernel]) => typeof kernel === 'function');
  return Object.fromEntries(functions.map((entry) => wrap(entry as [string, never]))) as unknown as Kernels;
}

async function profile(preset: PresetName, batchSize: number, nSteps: number): Promise<void> {
  const architecture = presetArchitecture(preset);
  const network = networkOf(architecture);
  const optimizer = { name: 'adadelta' as const, learningRate: 1, decay: 0.95, epsilon: 1e-7 };
  const training = { batchSize, loss: 'binary-crossentropy' as const, optimizer, dropoutSeeds: [] };
  const team = new Team({ architecture, inference: { batchSize: 1, to: 0 }, training }, 1);
  try {
    const { machine, parameters, training: program } = team.laidOut;
    if (program === undefined) throw new Error('no training program');
    writeWeights(machine, network, parameters, initialWeights(network, 1));
    const pixels = machine.floats(program.input.values, batchSize * program.input.length);
    pixels.forEach((_, i) => (pixels[i] = ((i * 7919) % 1009) / 1009));
    const steps = (): number => {
      const start = performance.now();
      for (let number = 0; number < nSteps; number++)
        team.run(program, { images: batchSize, number, rate: 1 });
      return performance.now() - start;
    };
    steps();
    const wholeMs = steps();
    const shares = new Map<string, Share>();
    Object.defineProperty(machine, 'kernels', { value: timed(machine.kernels, shares) });
    const timedMs = steps();
    tell(
      `\n${preset}, batch ${batchSize}, one thread: ${((1000 * nSteps * batchSize) / wholeMs).toFixed(1)} images/s`,
    );
    print(shares, nSteps * batchSize, timedMs);
  } finally {
    await team.stop();
  }
}

function print(shares: ReadonlyMap<string, Share>, nImages: number, totalMs: number): void {
  const rows = [...shares].sort(([, a], [, b]) => b.ms - a.ms);
  const known = rows.reduce((total, [, { ms }]) => total + ms, 0);
  const line = (name: string, ms: number, rate: string): void => {
    const share = `${((100 * ms) / totalMs).toFixed(1)}%`;
    tell(`  ${name.padEnd(58)}${share.padStart(6)}${(ms / nImages).toFixed(3).padStart(9)} ms/image${rate}`);
  };
  for (const [name, { ms, products }] of rows) {
    line(name, ms, products === 0 ? '' : `${((2 * products) / ms / 1e6).toFixed(1).padStart(7)} GFLOP/s`);
  }
  line('between the kernels', totalMs - known, '');
}

export async function kernels(): Promise<void> {
  await profile('cnn', 32, 4);
  await profile('dense', 32, 2);
}
