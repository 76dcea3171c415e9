/** What is wrong in a Keras file and where in it; the texts complete "place: found …, expected …". */
export interface KerasTrouble {
  readonly place: string;
  readonly found: string;
  readonly expected: string;
  readonly remedy?: string;
}

/** A value of the file as an error shows it. */
export function valueText(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
