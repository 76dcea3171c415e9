/** A piece of a text with references: text as it is, or the name of a param. */
export type Part =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reference'; readonly name: string }
  /** `${` that no name and `}` follow. */
  | { readonly type: 'broken'; readonly text: string };

const referencePattern = /\$\{\s*([A-Za-z_][\w-]*(?:\.[\w-]+)*)\s*\}/y;

/** What a param may be called. */
export const paramName = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/**
 * Splits a text at its `${name}`s; `$${` is the text `${`.
 * A lone `$`, and braces without one, are text: `{inputs.x}` of a command passes through.
 */
export function parseTemplate(text: string): Part[] {
  const parts: Part[] = [];
  let plain = '';
  const flush = () => {
    if (plain !== '') parts.push({ type: 'text', text: plain });
    plain = '';
  };
  let at = 0;
  while (at < text.length) {
    if (text.startsWith('$${', at)) {
      plain += '${';
      at += 3;
    } else if (text.startsWith('${', at)) {
      referencePattern.lastIndex = at;
      const name = referencePattern.exec(text)?.[1];
      flush();
      if (name === undefined) {
        const close = text.indexOf('}', at);
        const end = close === -1 ? text.length : close + 1;
        parts.push({ type: 'broken', text: text.slice(at, end) });
        at = end;
      } else {
        parts.push({ type: 'reference', name });
        at = referencePattern.lastIndex;
      }
    } else {
      const next = text.indexOf('$', at + 1);
      plain += text.slice(at, next === -1 ? undefined : next);
      at = next === -1 ? text.length : next;
    }
  }
  flush();
  return parts;
}
