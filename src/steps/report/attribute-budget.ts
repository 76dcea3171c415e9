import type { Attribute } from '../../report/data.js';
import type { Results } from './results.js';

/** What all attributes may take on the page, before base64 makes it a third more: 31 numbers for each of 40,000 images. */
const budgetBytes = 5e6;

/** The first attributes, as many as the page has room for; the others are noted as not shown. */
export function withinBudget(
  attributes: readonly Attribute[],
  nImages: number,
  results: Results,
): Attribute[] {
  let left = budgetBytes;
  return attributes.filter((attribute) => {
    left -= nImages * (attribute.form === 'number' ? 4 : 2);
    if (left >= 0) return true;
    results.unshown.push({
      output: `${attribute.step}, ${attribute.name}`,
      why: 'left out of the map, to keep the page small',
    });
    return false;
  });
}
