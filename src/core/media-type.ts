/** What the name of a file says of its content. */
const mediaTypes: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  fits: 'application/fits',
  fz: 'application/fits',
  gz: 'application/gzip',
  h5: 'application/x-hdf5',
  html: 'text/html',
  jpg: 'image/jpeg',
  json: 'application/json',
  log: 'text/plain',
  md: 'text/markdown',
  ndjson: 'application/x-ndjson',
  npy: 'application/x-npy',
  parquet: 'application/vnd.apache.parquet',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  tar: 'application/x-tar',
  txt: 'text/plain',
  yaml: 'application/yaml',
  yml: 'application/yaml',
};

/** The media type of a file by the ending of its name; `application/octet-stream` for an ending that is not known. */
export function mediaTypeOf(name: string): string {
  const ending = /\.([A-Za-z0-9]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(mediaTypes, ending)
    ? (mediaTypes[ending] ?? 'application/octet-stream')
    : 'application/octet-stream';
}
