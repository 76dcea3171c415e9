import { visible } from '../visible.js';

/** An element with text, never markup: whatever a file is called, it stays text, and what cannot be seen is shown. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: { class?: string; text?: string; attributes?: Record<string, string> } = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (properties.class !== undefined) element.className = properties.class;
  if (properties.text !== undefined) element.textContent = visible(properties.text);
  for (const [attribute, value] of Object.entries(properties.attributes ?? {})) {
    element.setAttribute(attribute, visible(value));
  }
  element.append(...children);
  return element;
}

/** A button that does something. */
export function button(
  text: string,
  onClick: () => void,
  attributes: Record<string, string> = {},
): HTMLButtonElement {
  const element = make('button', { text, attributes: { type: 'button', ...attributes } });
  element.addEventListener('click', onClick);
  return element;
}

/** A list to choose from, with what is asked before it. */
export function choice(
  asked: string,
  options: readonly { readonly value: string; readonly text: string }[],
  onChange: (value: string) => void,
): HTMLLabelElement {
  const select = make(
    'select',
    {},
    ...options.map(({ value, text }) => make('option', { text, attributes: { value } })),
  );
  select.addEventListener('change', () => onChange(select.value));
  return make('label', { class: 'field' }, make('span', { text: asked }), select);
}

export function byId(id: string): HTMLElement | null {
  return document.getElementById(id);
}

/** The JSON in a script element; null when there is none. */
export function jsonIn(id: string): unknown {
  const text = byId(id)?.textContent;
  return text === undefined || text.trim() === '' ? null : (JSON.parse(text) as unknown);
}
