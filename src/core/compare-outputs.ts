/** One file that differs between two results. An absent side has no such file. */
export interface OutputDifference {
  readonly output: string;
  readonly file: string;
  readonly before?: string;
  readonly now?: string;
}

/** An output as a result or a manifest lists it. */
interface ListedOutput {
  readonly name: string;
  readonly sha256: string;
  readonly files?: readonly { readonly name: string; readonly sha256: string }[];
}

/** Names every file whose digest is another, by output, then in the order of their names. */
export function compareOutputs(
  before: Readonly<Record<string, ListedOutput>>,
  now: Readonly<Record<string, ListedOutput>>,
): OutputDifference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return names.flatMap((output) => {
    const [old, young] = [filesOf(before[output]), filesOf(now[output])];
    const files = [...new Set([...old.keys(), ...young.keys()])].sort();
    return files
      .filter((file) => old.get(file) !== young.get(file))
      .map((file) => ({ output, file, ...sides(old.get(file), young.get(file)) }));
  });
}

function filesOf(output: ListedOutput | undefined): Map<string, string> {
  if (output === undefined) return new Map();
  const { name, files, sha256 } = output;
  if (files === undefined) return new Map([[name, sha256]]);
  return new Map(files.map((file) => [`${name}/${file.name}`, file.sha256]));
}

function sides(before: string | undefined, now: string | undefined): { before?: string; now?: string } {
  return { ...(before === undefined ? {} : { before }), ...(now === undefined ? {} : { now }) };
}
