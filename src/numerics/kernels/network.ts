// Kernels of the training engine. Strides and pitches are in bytes, lengths and counts in values.
export { activation_backward, activation_forward } from './network/activation';
export {
  batch_norm_backward,
  batch_norm_forward,
  batch_norm_gradient_sums,
  batch_norm_squares,
  batch_norm_sum,
} from './network/batch-norm';
export {
  convolution_flip,
  convolution_forward,
  convolution_spread,
  convolution_weights,
} from './network/convolution';
export {
  dense_backward,
  dense_bias,
  dense_forward,
  dense_panels,
  dense_turned,
  dense_update,
} from './network/dense';
export { dropout_apply } from './network/dropout';
export { loss_rows } from './network/loss';
export { optimizer_step, sum_slots } from './network/optimizer';
export { pool_backward, pool_forward, upsample_backward, upsample_forward } from './network/pool';
export { pooled_backward, pooled_forward } from './network/pooled-convolution';
export {
  upsampled_backward,
  upsampled_forward,
  upsampled_weights,
  upsampled_weights_turned,
} from './network/upsampled-convolution';
