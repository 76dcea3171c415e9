import type { Json, JsonObject } from '../core/json.js';

/** Points from one entity to another. */
export interface Reference {
  readonly '@id': string;
}

export const reference = (id: string): { '@id': string } => ({ '@id': id });

/** The flat list of entities of an RO-Crate, each once, in the order in which they were first told of. */
// One value alone is written without a list, as JSON-LD in its compact form has it.
export class CrateGraph {
  readonly #entities = new Map<string, JsonObject>();

  /** Adds an entity unless there is one of this name; of its properties, those that are undefined or an empty list are left out. */
  add(
    id: string,
    type: string | readonly string[],
    properties: Readonly<Record<string, unknown>>,
  ): Reference {
    if (!this.#entities.has(id)) {
      const told = Object.entries(properties).flatMap(([name, value]) => {
        const plain: unknown = Array.isArray(value) && value.length < 2 ? value[0] : value;
        return plain === undefined ? [] : [[name, plain]];
      });
      this.#entities.set(id, { '@id': id, '@type': type, ...Object.fromEntries(told) } as JsonObject);
    }
    return reference(id);
  }

  has(id: string): boolean {
    return this.#entities.has(id);
  }

  entities(): Json[] {
    return [...this.#entities.values()];
  }
}

/** UTC as an offset: validators of the profiles do not take a `Z`. */
export const timeText = (iso: string): string => iso.replace(/Z$/, '+00:00');

/** The identifier of a file in the crate: its path, percent-encoded as RO-Crate wants it. */
export function pathId(path: string): string {
  return path.split('/').map(encodePart).join('/');
}

/** The identifier of something that is no file: `#step/clusters`. */
export function fragmentId(...parts: readonly string[]): string {
  return `#${parts.map(encodePart).join('/')}`;
}

/** `@`, `=` and `,`, which instances have in their names, may stand in a URI as they are. */
function encodePart(part: string): string {
  return encodeURIComponent(part.replace(/\p{Surrogate}/gu, '\ufffd')).replace(/%(40|3D|2C)/g, (code) =>
    decodeURIComponent(code),
  );
}
