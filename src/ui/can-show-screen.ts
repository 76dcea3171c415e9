/** Whether a live screen makes sense there: a terminal that can move its cursor, and nobody who records it as a log. */
export function canShowScreen(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  // ink draws nothing live where it believes to be in continuous integration: these are its own rules.
  const inCi = ['CI', 'CONTINUOUS_INTEGRATION'].some(
    (name) => env[name] !== undefined && env[name] !== '0' && env[name] !== 'false',
  );
  return stream.isTTY === true && env['TERM'] !== 'dumb' && !inCi;
}
