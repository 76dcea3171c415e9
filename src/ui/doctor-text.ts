import { formatCounted } from './format-quantity.js';
import { padText, printableLine, textWidth, wrapText } from './text-width.js';

export interface DoctorCheck {
  readonly name: string;
  readonly ok: boolean;
  /** One can do without it: it is only missing when it is not there. */
  readonly optional?: boolean;
  readonly found: string;
  readonly remedy?: string;
}

/** What `skysort doctor` prints: a line for each check, and what to do below those that ask for it; 80 columns. */
export function doctorText(checks: readonly DoctorCheck[]): string {
  const width = checks.reduce((most, { name }) => Math.max(most, textWidth(name)), 0);
  const indent = ' '.repeat(7 + 2 + width + 2);
  const lines = checks.flatMap((check) => {
    const { name, found, remedy } = check;
    const room = Math.max(24, 80 - indent.length);
    const [first = '', ...rest] = wrapText(printableLine(found), room);
    const advice = remedy === undefined ? [] : wrapText(`-> ${printableLine(remedy)}`, room);
    return [
      `${mark(check)}  ${padText(name, width)}  ${first}`,
      ...[...rest, ...advice].map((line) => indent + line),
    ];
  });
  const broken = checks.filter(({ ok, optional }) => !ok && optional !== true).length;
  const end = broken === 0 ? 'all is well' : `${broken} of ${formatCounted(checks.length, 'check')} failed`;
  return `${[...lines.map((line) => line.trimEnd()), '', end].join('\n')}\n`;
}

function mark(check: DoctorCheck): string {
  if (check.ok) return 'ok     ';
  return check.optional === true ? 'missing' : 'BROKEN ';
}
