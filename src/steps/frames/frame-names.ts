const archiveSuffix = /\.(tar|tar\.gz|tgz)$/i;
const fitsSuffix = /\.(fits|fit|fts)(\.gz|\.fz)?$/i;
const cameraSuffix = /_cam(\d{1,6})$/i;

export function isNamedAsArchive(name: string): boolean {
  return archiveSuffix.test(name);
}

export function isNamedAsFits(name: string): boolean {
  return fitsSuffix.test(name);
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/**
 * What a file's name says: `g_sci.tar` is galaxy `g`, `g_sci_cam2.fits` or `g_cam2.fits` galaxy `g` by camera 2. Without
 * `_camN` the camera is not known; a name of nothing but suffixes stays as it is.
 */
export function readName(name: string): { galaxy: string; camera: number | undefined } {
  const base = baseName(name);
  const stem = base.replace(archiveSuffix, '').replace(fitsSuffix, '');
  const camera = cameraSuffix.exec(stem)?.[1];
  const galaxy = stem.replace(cameraSuffix, '').replace(/_sci$/i, '');
  return { galaxy: galaxy === '' ? base : galaxy, camera: camera === undefined ? undefined : Number(camera) };
}
