/** The losses that a person can ask for. */
export const lossNames = ['binary-crossentropy', 'mean-squared-error'] as const;
