/** SVG as text: elements with escaped attributes and numbers of a fixed number of decimals, so that the same data give the same bytes. */

export type SvgAttributes = Readonly<Record<string, string | number | undefined>>;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** XML 1.0 has no way to write most control characters: a space takes their place. */
function withoutControls(text: string): string {
  let clean = '';
  for (const character of text) {
    const code = character.codePointAt(0)!;
    clean += (code < 32 && code !== 9 && code !== 10) || code === 127 || code > 0xfffd ? ' ' : character;
  }
  // Marks of direction would reorder the text beside them.
  return clean.replace(/[\p{Surrogate}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}

/** Text made safe as an SVG element's content or attribute. */
export function escapeXml(text: string): string {
  return withoutControls(text).replace(/[&<>"]/g, (character) => entities[character]!);
}

/** A number in at most two decimals without trailing zeros, never `-0`. */
export function fixed(value: number, decimals = 2): string {
  const text = value.toFixed(decimals);
  const short = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  return short === '-0' ? '0' : short;
}

/** One element. Children are SVG text already; undefined attributes are left out. */
export function element(name: string, attributes: SvgAttributes, ...children: readonly string[]): string {
  let open = `<${name}`;
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    open += ` ${attribute}="${typeof value === 'number' ? fixed(value) : escapeXml(value)}"`;
  }
  return children.length === 0 ? `${open}/>` : `${open}>${children.join('')}</${name}>`;
}

/** A line of text at (x, y), its baseline there. */
export function label(x: number, y: number, text: string, attributes: SvgAttributes = {}): string {
  return element('text', { x, y, ...attributes }, escapeXml(text));
}
