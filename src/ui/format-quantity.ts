// Numbers as a person reads them: every screen, log line, table and message takes its figures from here.

/** `0.04s`, `12.4s`, `3m 05s`, `2h 07m`, `3d 4h`: two figures that matter, never more. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '?';
  if (seconds < 0.005) return '0s';
  if (seconds < 0.1) return `${seconds.toFixed(2)}s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${pad(whole % 60)}s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)}h ${pad(minutes % 60)}m`;
  const hours = Math.round(seconds / 3600);
  return `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

/** Time since the start as a log shows it: `00:07`, `12:31`, `1:02:03`. */
export function formatClock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${pad(minutes)}:${pad(whole % 60)}`;
}

/** A guess of the time left: whole seconds below a minute, since more would pretend. */
export function formatEta(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '?';
  const whole = Math.max(1, Math.round(seconds));
  return whole < 60 ? `${whole}s` : formatDuration(whole);
}

/** `812 B`, `1.2 KiB`, `2.6 GiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value < 9.95 ? value.toFixed(1) : value.toFixed(0)} ${units[unit] ?? ''}`;
}

/** A part of one as a whole percentage, rounded down: 100% means finished. */
export function formatPercent(fraction: number): string {
  const bounded = Math.min(1, Math.max(0, Number.isFinite(fraction) ? fraction : 0));
  // A part in a billion keeps 0.29 * 100 = 28.999999999999996 from reading 28%.
  return `${Math.floor(bounded * 100 + 1e-9)}%`;
}

/** A count with thousands marked: `40,000`. */
export function formatCount(count: number): string {
  return Math.abs(count) < 1000 ? String(count) : String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** `1 cell`, `7 cells`, `3 fitted cells`: a count with its noun, whose plural takes an s unless it is given. */
export function formatCounted(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}

/** A measured figure in at most about seven characters: four figures that matter, or an integer as it is. */
export function formatMeasure(value: number | string): string {
  if (typeof value === 'string') return value;
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e9) return formatCount(value);
  if (size >= 1e7 || size < 1e-4) return value.toExponential(2);
  if (size >= 1000) return formatCount(Math.round(value));
  return value.toPrecision(4);
}

/** A rate with its unit: `520 images/s`, `3.1 epochs/s`, `12 epochs/min` when slower than one a second. */
export function formatRate(perSecond: number, unit: string): string {
  if (perSecond >= 9.95) return `${formatCount(Math.round(perSecond))} ${unit}/s`;
  if (perSecond >= 0.95) return `${perSecond.toFixed(1)} ${unit}/s`;
  const perMinute = perSecond * 60;
  return `${perMinute >= 9.95 ? perMinute.toFixed(0) : perMinute.toFixed(1)} ${unit}/min`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
