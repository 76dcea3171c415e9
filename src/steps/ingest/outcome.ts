import type { UnsuitableInput } from '../../core/failure.js';
import type { Note } from '../../core/step.js';
import { readName } from '../frames/frame-names.js';
import { tellsCamera } from '../frames/member-pattern.js';
import { reasonPhrase, type CatalogueEntry } from './catalogue.js';
import type { IngestParams } from './params.js';

/** Nothing is left to go on with, whatever `bad_images` says. */
export function noGoodImage(entries: readonly CatalogueEntry[], nFiles: number): UnsuitableInput {
  const first = entries.find(({ failure }) => failure !== undefined);
  return {
    reason: 'unsuitable-input',
    input: 'files',
    found:
      first?.failure === undefined
        ? `no image in ${nFiles} ${nFiles === 1 ? 'file' : 'files'}`
        : `no good image among ${entries.length} (the first, ${entryName(first)}: ${reasonPhrase(first.failure, first.member)})`,
    expected: 'at least one image that can be used',
    remedy:
      first === undefined ? 'check `cameras` against the file names' : 'check that these are the right files',
  };
}

/** What a person should know about a catalogue that was made all the same. */
export function catalogueNotes(
  entries: readonly CatalogueEntry[],
  { header_keywords, members, wcs }: Pick<IngestParams, 'header_keywords' | 'members' | 'wcs'>,
): Note[] {
  const notes: Note[] = [];
  const warn = (text: string): number => notes.push({ level: 'warning', text });
  const bad = entries.filter(({ failure }) => failure !== undefined);
  if (bad[0]?.failure !== undefined) {
    const first = `${entryName(bad[0])}: ${reasonPhrase(bad[0].failure, bad[0].member)}`;
    warn(`${bad.length} of ${entries.length} images were skipped (the first, ${first})`);
  }
  const isByPlace = members === null || !tellsCamera(members);
  const misnamed = entries.filter(({ member, camera }) => {
    if (!isByPlace) return false;
    const named = readName(member).camera;
    return member !== '' && named !== undefined && named !== camera;
  });
  if (misnamed[0] !== undefined) {
    warn(
      `${misnamed.length} images are named for another camera than their place in the tarball gives (the first, ${entryName(misnamed[0])}, is taken as camera ${misnamed[0].camera}); the place counts`,
    );
  }
  for (const [i, keyword] of header_keywords.entries()) {
    if (entries.some(({ headerFields }) => (headerFields?.[i] ?? null) !== null)) continue;
    warn(`no image has the header keyword ${keyword}`);
  }
  const hasNoWcs = ({ headerFields }: CatalogueEntry): boolean =>
    (headerFields ?? []).slice(header_keywords.length).every((field) => field === null);
  if (wcs && entries.every(hasNoWcs)) warn('no image has celestial coordinates in its header');
  return notes;
}

function entryName({ source, member, camera }: CatalogueEntry): string {
  if (member !== '') return `${source}, ${member}`;
  return camera === undefined ? source : `${source}, camera ${camera}`;
}
