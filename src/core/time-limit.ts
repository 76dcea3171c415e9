/** The longest that one timer of Node can wait; a longer one would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** A signal that aborts after a time of any length, unless it is cleared before. */
export function timeLimit(ms: number): { readonly signal: AbortSignal; clear(): void } {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const wait = (leftMs: number): void => {
    timer =
      leftMs > longestTimerMs
        ? setTimeout(() => wait(leftMs - longestTimerMs), longestTimerMs)
        : setTimeout(() => controller.abort(), leftMs);
  };
  wait(ms);
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}
