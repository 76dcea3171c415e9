/** An element with text, never markup: whatever a file is called, it stays text. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: { class?: string; text?: string; attributes?: Record<string, string> } = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (properties.class !== undefined) element.className = properties.class;
  if (properties.text !== undefined) element.textContent = properties.text;
  for (const [attribute, value] of Object.entries(properties.attributes ?? {})) {
    element.setAttribute(attribute, value);
  }
  element.append(...children);
  return element;
}

export function byId(id: string): HTMLElement | null {
  return document.getElementById(id);
}

/** The JSON in a script element; null when there is none. */
export function jsonIn(id: string): unknown {
  const text = byId(id)?.textContent;
  return text === undefined || text.trim() === '' ? null : (JSON.parse(text) as unknown);
}
