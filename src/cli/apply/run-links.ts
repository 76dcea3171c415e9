import type { Manifest, ManifestInstance } from '../../core/manifest.js';
import type { Failure } from '../../core/failure.js';
import { fail, ok, type Result } from '../../core/result.js';

/** An output that an instance reads. */
export interface Link {
  readonly instance: ManifestInstance;
  readonly output: string;
}

/** Looks up in a run's manifest what feeds what. */
export class RunLinks {
  readonly manifest: Manifest;
  readonly #byId: ReadonlyMap<string, ManifestInstance>;

  constructor(manifest: Manifest) {
    this.manifest = manifest;
    this.#byId = new Map(manifest.instances.map((instance) => [instance.id, instance]));
  }

  /** Instances of these kinds, in the plan's order. */
  ofKind(...kinds: readonly string[]): ManifestInstance[] {
    return this.manifest.instances.filter(({ kind }) => kinds.includes(kind));
  }

  /** What feeds an input, several where cells are gathered; none when it is a file of the person's own or not given. */
  links(instance: ManifestInstance, input: string): Link[] {
    return (instance.inputs?.[input] ?? []).flatMap((source) => {
      if (!('instance' in source)) return [];
      const feeding = this.#byId.get(source.instance);
      return feeding === undefined ? [] : [{ instance: feeding, output: source.output }];
    });
  }

  link(instance: ManifestInstance, input: string): Link | undefined {
    return this.links(instance, input)[0];
  }
}

/** The links of a run; a failure for the manifest of a skysort that did not write them down. */
export function runLinks(manifest: Manifest): Result<RunLinks> {
  if (manifest.instances.every(({ inputs }) => inputs !== undefined)) return ok(new RunLinks(manifest));
  return refused(
    `run ${manifest.run}, whose manifest (skysort ${manifest.skysort}) does not tell which step feeds which`,
    'a run by this version of skysort',
    `run ${manifest.file} again: what is in the cache is not computed twice`,
  );
}

/** What a run cannot be applied for. */
export function refused(found: string, expected: string, remedy: string): Result<never> {
  return fail<Failure>({ reason: 'usage', found, expected, remedy });
}
