import { generator } from '../../../numerics/generator.js';
import type { LiveClustering, Survey } from '../decode.js';

export type OrderName = 'split' | 'nearest' | 'farthest' | 'score' | 'random';

export interface Order {
  readonly value: OrderName;
  readonly text: string;
}

/** The orders that can be had of images: by distance where a clustering says it, by artifact score where there is one. */
export function ordersOf(survey: Survey, clusterings: readonly LiveClustering[]): Order[] {
  const hasDistances = clusterings.some(({ distances }) => distances !== undefined);
  return [
    { value: 'split', text: survey.payload.order === null ? 'index' : 'the split’s order' },
    ...(hasDistances
      ? ([
          { value: 'nearest', text: 'distance to the centre, nearest first' },
          { value: 'farthest', text: 'distance to the centre, farthest first' },
        ] as const)
      : []),
    ...(scores(survey) === undefined
      ? []
      : [{ value: 'score', text: 'artifact score, highest first' } as const]),
    { value: 'random', text: 'random' },
  ];
}

/** All images in an order; ties go by index. */
export function sequence(
  survey: Survey,
  order: OrderName,
  clustering: LiveClustering | undefined,
): Uint32Array {
  switch (order) {
    case 'split':
      return survey.order;
    case 'random':
      return generator(0, 'report', 'gallery').permutation(survey.payload.count);
    case 'score':
      return ranked(survey, scores(survey), -1);
    case 'nearest':
      return ranked(survey, clustering?.distances, 1);
    case 'farthest':
      return ranked(survey, clustering?.distances, -1);
  }
}

function scores(survey: Survey): Float32Array | undefined {
  const found = survey.colourings.find(
    ({ name, group }) => name === 'artifact_score' && group === 'Statistics',
  );
  return found?.form === 'number' ? found.values : undefined;
}

/** By value times `sign`; those without a value last. */
function ranked(survey: Survey, values: Float32Array | Uint16Array | undefined, sign: number): Uint32Array {
  const key = (index: number): number => {
    const value = values?.[index] ?? NaN;
    return Number.isNaN(value) ? Infinity : sign * value;
  };
  const all = Uint32Array.from({ length: survey.payload.count }, (_, index) => index);
  return all.sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    return x < y ? -1 : x > y ? 1 : a - b;
  });
}
