import type { Loss } from '../../../numerics/network/engine/loss.js';
import type { Tensor, TensorflowLibrary } from './library.js';

const clip = 1e-7;

/** The mean loss of each image of a batch, from predictions and targets of one shape. */
export function imageLosses(tf: TensorflowLibrary, loss: Loss, predictions: Tensor, targets: Tensor): Tensor {
  const [images = 0] = predictions.shape;
  return tf.mean(tf.reshape(valueLosses(tf, loss, predictions, targets), [images, -1]), [1]);
}

function valueLosses(tf: TensorflowLibrary, loss: Loss, predictions: Tensor, targets: Tensor): Tensor {
  if (loss === 'mean-squared-error') return tf.square(tf.sub(predictions, targets));
  const clipped = tf.clipByValue(predictions, clip, 1 - clip);
  const present = tf.mul(targets, tf.log(clipped));
  const absent = tf.mul(tf.sub(1, targets), tf.log(tf.sub(1, clipped)));
  return tf.neg(tf.add(present, absent));
}

/** The derivative of a value's loss in the prediction, or in the sigmoid's argument when the output is that (`fromLogits`). */
function valueGradients(
  tf: TensorflowLibrary,
  loss: Loss,
  fromLogits: boolean,
  predictions: Tensor,
  targets: Tensor,
): Tensor {
  const difference = tf.sub(predictions, targets);
  if (loss === 'mean-squared-error') return tf.mul(difference, 2);
  if (fromLogits) return difference;
  const clipped = tf.clipByValue(predictions, clip, 1 - clip);
  const slope = tf.div(tf.sub(clipped, targets), tf.mul(clipped, tf.sub(1, clipped)));
  // A prediction that was clipped does not move its loss.
  return tf.mul(slope, tf.cast(tf.equal(predictions, clipped), 'float32'));
}

/** The mean loss of each image as a function of the network's output, whose gradient is that of the batch's mean loss. */
export function lossOfOutput(
  tf: TensorflowLibrary,
  loss: Loss,
  fromLogits: boolean,
  targets: Tensor,
): (output: Tensor) => Tensor {
  return tf.customGrad((output, save) => {
    const predictions = fromLogits ? tf.sigmoid(output) : output;
    save([predictions]);
    const share = 1 / output.shape.reduce((total, length) => total * length, 1);
    return {
      value: imageLosses(tf, loss, predictions, targets),
      gradFunc: (_dy, [saved = predictions]) =>
        tf.mul(valueGradients(tf, loss, fromLogits, saved, targets), share),
    };
  });
}
