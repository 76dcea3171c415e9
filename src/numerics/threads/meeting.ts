/** Places in the shared control words. */
const generation = 0;
const arrived = 1;
const released = 2;
const broken = 3;
const stopped = 4;
const present = 5;
const meetingWords = 16;

const spins = 2000;
const waitMs = 500;

/**
 * Where the threads of a team wait for work and for each other. One of them leads: it starts a round, in which each thread does
 * its part; within a round, all may meet as often as they like. Between two rounds threads may come and go.
 */
export class Meeting {
  readonly #words: Int32Array;

  /** @param control Bytes that the threads share, from `Meeting.control`. */
  constructor(control: SharedArrayBuffer) {
    this.#words = new Int32Array(control, 0, meetingWords);
  }

  /** Shared bytes for so many threads, with room for `bytes` of the team's own, all zero, beyond `Meeting.ownStart`. */
  static control(bytes: number, threads: number): SharedArrayBuffer {
    const control = new SharedArrayBuffer(Meeting.ownStart + bytes);
    new Meeting(control).threads = threads;
    return control;
  }

  /** How many meet, the leader among them. Only the leader sets it, between two rounds. */
  set threads(threads: number) {
    Atomics.store(this.#words, present, threads);
  }

  /** The round that was begun last: a thread that comes now takes part from the next one on. */
  get round(): number {
    return Atomics.load(this.#words, generation);
  }

  static readonly ownStart = 4 * meetingWords;

  /** Begins a round for the threads that `serve`; the leader then does its own part. */
  start(): void {
    Atomics.add(this.#words, generation, 1);
    Atomics.notify(this.#words, generation);
  }

  /** Waits until all threads are here. What each wrote before is then seen by all. */
  meet(): void {
    const words = this.#words;
    const threads = Atomics.load(words, present);
    if (threads === 1) return;
    const old = Atomics.load(words, released);
    if (Atomics.add(words, arrived, 1) === threads - 1) {
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

  /**
   * What every thread but the leader does: its part of each round, until the team is stopped.
   * @param since The round after which it came.
   */
  serve(part: () => void, since = 0): void {
    const words = this.#words;
    let seen = since;
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
