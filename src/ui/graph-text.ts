import type { InstanceId } from '../core/identifiers.js';

export interface GraphNode {
  readonly id: InstanceId;
  readonly needs: readonly InstanceId[];
  readonly kind?: string;
}

/** The plan's graph for other programs to draw, in Graphviz' language or Mermaid's. Arrows go the way the data go. */
export function graphText(nodes: readonly GraphNode[], language: 'dot' | 'mermaid'): string {
  return language === 'dot' ? dotText(nodes) : mermaidText(nodes);
}

function dotText(nodes: readonly GraphNode[]): string {
  const quote = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
  const lines = nodes.map(({ id, kind }) => {
    // Inside quotes, Graphviz reads \n as a line end.
    const label = kind === undefined ? '' : ` [label=${quote(id).slice(0, -1)}\\n${quote(kind).slice(1)}]`;
    return `  ${quote(id)}${label};`;
  });
  const arrows = nodes.flatMap(({ id, needs }) => needs.map((need) => `  ${quote(need)} -> ${quote(id)};`));
  return ['digraph workflow {', '  rankdir=LR;', '  node [shape=box];', ...lines, ...arrows, '}', ''].join(
    '\n',
  );
}

function mermaidText(nodes: readonly GraphNode[]): string {
  // Mermaid's ids take neither `@` nor `=`, and `end` is a word of its own: numbers are safe.
  const names = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const escape = (text: string): string => text.replace(/[#"<>&]/g, (found) => `#${found.charCodeAt(0)};`);
  const lines = nodes.map(({ id, kind }) => {
    const label = kind === undefined ? escape(id) : `${escape(id)}<br/>${escape(kind)}`;
    return `  ${names.get(id) ?? ''}["${label}"]`;
  });
  const arrows = nodes.flatMap(({ id, needs }) =>
    needs.flatMap((need) =>
      names.has(need) ? [`  ${names.get(need) ?? ''} --> ${names.get(id) ?? ''}`] : [],
    ),
  );
  return ['flowchart LR', ...lines, ...arrows, ''].join('\n');
}
