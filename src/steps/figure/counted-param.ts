/** The parameter of figures that count. */
export const countedParam = {
  enum: ['images', 'rows'],
  default: 'images',
  description: 'What is counted, as the figure says it.',
} as const;
