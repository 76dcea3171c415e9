/**
 * Colours for things that have no order (clusters, series): told apart with any kind of colour vision.
 * @see Okabe & Ito 2008, "Color Universal Design". Black and yellow, which stand out least and most from paper, come last.
 */
export const categoricalColours: readonly string[] = [
  '#0072b2',
  '#e69f00',
  '#009e73',
  '#cc79a7',
  '#56b4e9',
  '#d55e00',
  '#000000',
  '#f0e442',
];

/** Hues that can be made darker and lighter once the eight colours are used up. */
const nShadedHues = 6;

/** The colour of the n-th thing; from the ninth on, darker and lighter shades of the first six. */
export function categoricalColour(position: number): string {
  const plain = categoricalColours[position];
  if (plain !== undefined) return plain;
  const beyond = position - categoricalColours.length;
  const round = Math.floor(beyond / nShadedHues) % 2;
  return shade(categoricalColours[beyond % nShadedHues]!, round === 0 ? 0.45 : -0.45);
}

/** Towards black for a positive amount, towards white for a negative one. */
function shade(colour: string, amount: number): string {
  const target = amount > 0 ? 0 : 255;
  return hex(parseHex(colour).map((channel) => channel + (target - channel) * Math.abs(amount)));
}

export function parseHex(colour: string): number[] {
  return [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));
}

export function hex(channels: readonly number[]): string {
  return `#${channels.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;
}
