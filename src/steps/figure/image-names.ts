import { ok, type Result } from '../../core/result.js';
import { readCsv } from '../../formats/csv.js';

/** What an image is called: its file, member and camera, or its index where nothing is known. */
export type NameOf = (index: number) => string;

/** Names from a catalogue; without one, `image 7`. */
export async function imageNames(cataloguePath: string | undefined): Promise<Result<NameOf>> {
  const byIndex = (index: number): string => `image ${index}`;
  if (cataloguePath === undefined) return ok(byIndex);
  const table = await readCsv(cataloguePath);
  if (!table.ok) return table;
  const indices = table.value.column('index') ?? [];
  const sources = table.value.column('source') ?? [];
  const members = table.value.column('member') ?? [];
  const names = new Map<number, string>();
  indices.forEach((index, row) => {
    if (index === '') return;
    names.set(Number(index), [sources[row], members[row]].filter((part) => (part ?? '') !== '').join(' / '));
  });
  return ok((index) => names.get(index) ?? byIndex(index));
}
