import { visible } from './visible.js';

/** HTML that is safe to put into a page: only `html` and its kin make it. */
export class Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

type Content = Html | string | number | undefined | false | readonly Content[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Any text as the content of an element or of a quoted attribute. */
export function escapeHtml(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

function render(content: Content): string {
  if (content instanceof Html) return content.toString();
  if (content === undefined || content === false) return '';
  if (typeof content === 'object') return content.map(render).join('');
  return escapeHtml(String(content));
}

/** A template whose interpolations are escaped unless they are `Html` themselves; lists are joined, undefined and false are nothing. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Html {
  let text = parts[0] ?? '';
  contents.forEach((content, i) => (text += render(content) + (parts[i + 1] ?? '')));
  return new Html(text);
}

/** Text that we wrote ourselves: our own SVG, style sheet or script. Never anything that was read. */
export function trusted(text: string): Html {
  return new Html(text);
}

/** A name that was read from somewhere: kept apart from the direction of the text around it, broken anywhere. */
export function name(text: string): Html {
  return html`<bdi class="name">${text}</bdi>`;
}

/** JSON as the content of a script element: no `<` that could end it, no line separators. */
export function jsonForScript(value: unknown): string {
  return JSON.stringify(value)
    .replace(/</g, '\\u003c')
    .replace(/>/g, '\\u003e')
    .replace(/&/g, '\\u0026')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
}

/** `1 image`, `3,152 images`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${String(count).replace(/\B(?=(\d{3})+$)/g, ',')} ${count === 1 ? singular : plural}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly (Html | string)[]): Html {
  const joints = items.map((item, i) =>
    i === 0 ? html`${item}` : html`${i === items.length - 1 ? ' and ' : ', '}${item}`,
  );
  return html`${joints}`;
}
