import type { Optimizer } from '../../../numerics/network/engine/optimizer.js';
import type { Tensor, TensorflowLibrary } from './library.js';

/** A parameter and the two running states that an optimizer may keep of it. */
export type Parameter = readonly [value: Tensor, first: Tensor, second: Tensor];

/**
 * One step of an optimizer by the rules of our own kernels, which are Keras 2's. tfjs has optimizers of its own; the Adadelta of
 * 4.22 divides by the old mean square.
 * @param rate Of this step: `stepRate` has Adam's correction.
 */
export function optimizerStep(
  tf: TensorflowLibrary,
  optimizer: Optimizer,
  rate: number,
  [value, first, second]: Parameter,
  gradient: Tensor,
): Parameter {
  const follow = (state: Tensor, decay: number, x: Tensor): Tensor =>
    tf.add(tf.mul(state, decay), tf.mul(x, 1 - decay));
  switch (optimizer.name) {
    case 'adadelta': {
      const { decay, epsilon } = optimizer;
      const squares = follow(first, decay, tf.square(gradient));
      const above = tf.mul(gradient, tf.sqrt(tf.add(second, epsilon)));
      const update = tf.div(above, tf.sqrt(tf.add(squares, epsilon)));
      return [tf.sub(value, tf.mul(update, rate)), squares, follow(second, decay, tf.square(update))];
    }
    case 'adam': {
      const means = follow(first, optimizer.beta1, gradient);
      const squares = follow(second, optimizer.beta2, tf.square(gradient));
      const update = tf.div(tf.mul(means, rate), tf.add(tf.sqrt(squares), optimizer.epsilon));
      return [tf.sub(value, update), means, squares];
    }
    case 'sgd': {
      const velocity = tf.sub(tf.mul(first, optimizer.momentum), tf.mul(gradient, rate));
      return [tf.add(value, velocity), velocity, second];
    }
    case 'rmsprop': {
      const squares = follow(first, optimizer.decay, tf.square(gradient));
      const update = tf.div(tf.mul(gradient, rate), tf.add(tf.sqrt(squares), optimizer.epsilon));
      return [tf.sub(value, update), squares, second];
    }
  }
}
