import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ArtifactType } from '../../src/core/artifact.js';
import { instanceId, type Cell } from '../../src/core/cell.js';
import type { JsonObject } from '../../src/core/json.js';
import type { EverythingItem, InputArtifact } from '../../src/core/step.js';
import { inputFile } from '../support/run-step.js';
import { temporaryFolder } from '../support/temporary-folder.js';

export interface FixtureStep {
  readonly step: string;
  readonly kind: string;
  readonly cell?: Cell;
  readonly description?: string;
  readonly params?: JsonObject;
  readonly inputs?: Readonly<Record<string, readonly string[]>>;
  /** For each output its type and its files; a name with `/` makes it a folder. */
  readonly outputs: Readonly<
    Record<string, { type: ArtifactType; files: Readonly<Record<string, Uint8Array | string>> }>
  >;
}

/** Step instances with real files, as a run leaves them. */
export class FixtureRun {
  readonly items: EverythingItem[] = [];
  readonly #folder = temporaryFolder();

  add({ step, kind, cell = {}, description, params = {}, inputs = {}, outputs }: FixtureStep): this {
    const instance = instanceId(step, cell);
    this.items.push({
      instance,
      step,
      kind,
      cell,
      params,
      inputs,
      ...(description === undefined ? {} : { description }),
      outputs: Object.fromEntries(
        Object.entries(outputs).map(([name, { type, files }]) => {
          const folder = join(this.#folder, instance, name);
          return [name, { type, artifact: artifact(folder, files) }];
        }),
      ),
    });
    return this;
  }
}

function artifact(folder: string, files: Readonly<Record<string, Uint8Array | string>>): InputArtifact {
  mkdirSync(folder, { recursive: true });
  const written = Object.entries(files).map(([name, content]) => {
    const path = join(folder, name.replaceAll('/', '_'));
    writeFileSync(path, content);
    return inputFile(path, name.replace(/^[^/]*\//, ''));
  });
  const [only] = written;
  const isFolder = Object.keys(files).some((name) => name.includes('/'));
  return only !== undefined && !isFolder ? { form: 'file', file: only } : { form: 'files', files: written };
}
