// A hook of the module loader: it may run in a thread of its own, so it imports nothing.

export type Resolve = (
  specifier: string,
  context: unknown,
  nextResolve: (specifier: string, context: unknown) => unknown,
) => unknown;

let library = '';

export function initialize(own: { readonly library: string }): void {
  library = own.library;
}

export const resolve: Resolve = (specifier, context, nextResolve) =>
  specifier === 'skysort' ? { url: library, shortCircuit: true } : nextResolve(specifier, context);
