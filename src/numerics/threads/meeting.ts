/** Places in the shared control words. */
const generation = 0;
const arrived = 1;
const released = 2;
const broken = 3;
const stopped = 4;
const meetingWords = 16;

const spins = 2000;
const waitMs = 500;

/**
 * Where the threads of a team wait for work and for each other. One of them leads: it starts a round, in which each thread does
 * its part; within a round, all may meet as often as they like.
 */
export class Meeting {
  readonly #words: Int32Array;
  readonly #threads: number;

  /** @param control Bytes that the threads share, from `Meeting.control`. */
  constructor(control: SharedArrayBuffer, threads: number) {
    this.#words = new Int32Array(control, 0, meetingWords);
    this.#threads = threads;
  }

  /** Shared bytes, all zero, with room for `bytes` of the team's own beyond `Meeting.ownStart`. */
  static control(bytes: number): SharedArrayBuffer {
    return new SharedArrayBuffer(Meeting.ownStart + bytes);
  }

  static readonly ownStart = 4 * meetingWords;

  /** Begins a round for the threads that `serve`; the leader then does its own part. */
  start(): void {
    Atomics.add(this.#words, generation, 1);
    Atomics.notify(this.#words, generation);
  }

  /** Waits until all threads are here. What each wrote before is then seen by all. */
  meet(): void {
    if (this.#threads === 1) return;
    const words = this.#words;
    const old = Atomics.load(words, released);
    if (Atomics.add(words, arrived, 1) === this.#threads - 1) {
      Atomics.store(words, arrived, 0);
      Atomics.add(words, released, 1);
      Atomics.notify(words, released);
    } else this.#awaitRelease(old);
  }

  /** Looks for a while before it sleeps. */
  #awaitRelease(old: number): void {
    const words = this.#words;
    for (let i = 0; i < spins; i++) if (Atomics.load(words, released) !== old) return;
    while (Atomics.load(words, released) === old) {
      if (Atomics.load(words, broken) !== 0) throw new Error('another thread of the team failed');
      Atomics.wait(words, released, old, waitMs);
    }
  }

  /** What every thread but the leader does: its part of each round, until the team is stopped. */
  serve(part: () => void): void {
    const words = this.#words;
    let seen = 0;
    for (;;) {
      while (Atomics.load(words, generation) === seen) Atomics.wait(words, generation, seen);
      seen = Atomics.load(words, generation);
      if (Atomics.load(words, stopped) !== 0) return;
      try {
        part();
      } catch (error) {
        Atomics.store(words, broken, 1);
        throw error;
      }
    }
  }

  /** Ends `serve` in the other threads. */
  stop(): void {
    Atomics.store(this.#words, stopped, 1);
    this.start();
  }
}
