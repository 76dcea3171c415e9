import type { UnreadableInput, UnsuitableInput } from '../../core/failure.js';
import { fail, ok, type Result } from '../../core/result.js';
import { isLitter, type TarListing, type TarMember } from '../../formats/tar-read.js';
import type { FrameChoice } from './frame-choice.js';
import { isNamedAsFits } from './frame-names.js';
import { matchMember, tellsCamera } from './member-pattern.js';

export interface ChosenMember {
  readonly camera: number;
  readonly member: Result<TarMember, UnreadableInput | UnsuitableInput>;
}

/**
 * The members of a tarball for the cameras asked for, in the cameras' order. Candidates are the members that match the pattern; without a
 * pattern those that are named as FITS files, or all where none is. Where the pattern tells the camera, camera c is the candidate of that number,
 * otherwise the c-th candidate. Where the archive breaks off, the camera whose member that would be gets the archive's own fault, and every other
 * camera without a member is told where it breaks off.
 */
export function chooseMembers(
  file: string,
  listing: TarListing,
  { cameras, members: pattern }: Pick<FrameChoice, 'cameras' | 'members'>,
): ChosenMember[] {
  const candidates = candidatesOf(listing.members, pattern);
  const byNumber = pattern !== null && tellsCamera(pattern);
  return cameras.map((camera) => {
    const found = byNumber
      ? candidates.filter(({ name }) => matchMember(pattern, name)?.camera === camera)
      : candidates.slice(camera, camera + 1);
    const [first, second] = found;
    if (first === undefined) {
      return { camera, member: fail(missing(file, listing, { camera, candidates, pattern })) };
    }
    return { camera, member: second === undefined ? ok(first) : fail(ambiguous(file, camera, found)) };
  });
}

function candidatesOf(members: readonly TarMember[], pattern: string | null): readonly TarMember[] {
  if (pattern !== null) return members.filter(({ name }) => matchMember(pattern, name) !== undefined);
  const named = members.filter(({ name }) => isNamedAsFits(name));
  return named.length > 0 ? named : members;
}

interface Search {
  readonly camera: number;
  readonly candidates: readonly TarMember[];
  readonly pattern: string | null;
}

function missing(
  file: string,
  listing: TarListing,
  { camera, candidates, pattern }: Search,
): UnreadableInput | UnsuitableInput {
  if (listing.fault !== undefined) return lost(file, listing.fault, { camera, candidates, pattern });
  const nFound = candidates.length;
  const images = `${nFound} ${nFound === 1 ? 'image' : 'images'}`;
  const place = `an image for camera ${camera}, number ${camera + 1} in the archive`;
  const remedy = 'leave the camera out of `cameras`, or the file out of the input';
  const shared = { reason: 'unsuitable-input', input: 'files', file } as const;
  if (pattern === null) {
    const found = nFound === 0 ? 'an archive without any file' : `an archive of ${images}`;
    return { ...shared, found, expected: place, remedy };
  }
  return {
    ...shared,
    found: `an archive of ${images} that match ${JSON.stringify(pattern)}`,
    expected: tellsCamera(pattern) ? `one whose name tells camera ${camera}` : place,
    remedy: `check \`members\`, or ${remedy}`,
  };
}

/** The archive's fault as it is when it names no member, or that of this camera. */
function lost(
  file: string,
  fault: NonNullable<TarListing['fault']>,
  { camera, candidates, pattern }: Search,
): UnreadableInput {
  const { member, place, found } = fault;
  if (member === undefined || cameraOf(member, candidates, pattern) === camera) {
    return { reason: 'unreadable-input', file, ...fault };
  }
  return {
    ...{ reason: 'unreadable-input', file, ...(place === undefined ? {} : { place }) },
    found: `an archive that breaks off before it, in ${member} (${found})`,
    expected: `an image for camera ${camera}`,
    ...(fault.remedy === undefined ? {} : { remedy: fault.remedy }),
  };
}

/** Whose a member would be that the archive breaks off in. */
function cameraOf(
  member: string,
  candidates: readonly TarMember[],
  pattern: string | null,
): number | undefined {
  if (pattern !== null) {
    const match = matchMember(pattern, member);
    return match === undefined ? undefined : (match.camera ?? candidates.length);
  }
  const isCandidate = isNamedAsFits(member) || !candidates.some(({ name }) => isNamedAsFits(name));
  return isCandidate && !isLitter(member) ? candidates.length : undefined;
}

function ambiguous(file: string, camera: number, found: readonly TarMember[]): UnsuitableInput {
  const names = found.slice(0, 3).map(({ name }) => name);
  return {
    reason: 'unsuitable-input',
    input: 'files',
    file,
    found: `${found.length} members for camera ${camera}: ${names.join(', ')}`,
    expected: 'one',
    remedy: 'let `members` match less',
  };
}
