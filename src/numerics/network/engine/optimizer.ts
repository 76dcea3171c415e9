/** How weights follow their gradients; rules and defaults are those of Keras 2. */
export type Optimizer =
  | {
      readonly name: 'adadelta';
      readonly learningRate: number;
      readonly decay: number;
      readonly epsilon: number;
    }
  | {
      readonly name: 'adam';
      readonly learningRate: number;
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
    }
  | { readonly name: 'sgd'; readonly learningRate: number; readonly momentum: number }
  | {
      readonly name: 'rmsprop';
      readonly learningRate: number;
      readonly decay: number;
      readonly epsilon: number;
    };

/** Keras 2's optimizers with their own defaults. */
export const defaultOptimizers = {
  adadelta: { name: 'adadelta', learningRate: 1, decay: 0.95, epsilon: 1e-7 },
  adam: { name: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  sgd: { name: 'sgd', learningRate: 0.01, momentum: 0 },
  rmsprop: { name: 'rmsprop', learningRate: 0.001, decay: 0.9, epsilon: 1e-7 },
} as const satisfies Record<Optimizer['name'], Optimizer>;

const kernelNumbers = { adadelta: 0, adam: 1, sgd: 2, rmsprop: 3 } as const;

/** What the kernels take: number of the rule, rate, decay and its rest twice, epsilon. */
export function optimizerArguments(optimizer: Optimizer, rate: number): number[] {
  const kind = kernelNumbers[optimizer.name];
  const both = (first: number, second: number, epsilon: number): number[] => [
    ...[kind, rate, first, 1 - first, second, 1 - second, epsilon],
  ];
  switch (optimizer.name) {
    case 'adadelta':
    case 'rmsprop':
      return both(optimizer.decay, optimizer.decay, optimizer.epsilon);
    case 'adam':
      return both(optimizer.beta1, optimizer.beta2, optimizer.epsilon);
    case 'sgd':
      return both(optimizer.momentum, 0, 0);
  }
}

function integerPower(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}

/** The rate of one step, counted from 0: Adam's carries its bias correction, the others' is constant. @see Kingma and Ba 2015, end of section 2 */
export function stepRate(optimizer: Optimizer, step: number): number {
  if (optimizer.name !== 'adam') return optimizer.learningRate;
  const { learningRate, beta1, beta2 } = optimizer;
  const second = Math.sqrt(1 - integerPower(beta2, step + 1));
  return (learningRate * second) / (1 - integerPower(beta1, step + 1));
}
