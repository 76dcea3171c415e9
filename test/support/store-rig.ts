import { lutimesSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { Rig } from './rig.js';

const hourMs = 3_600_000;

/** A person's folder whose cache and runs may be made to look old. */
export class StoreRig extends Rig {
  /** Makes all that is there look as if it had been made and last used so long ago. */
  age(hours: number): void {
    const time = (Date.now() - hours * hourMs) / 1000;
    const set = (path: string): void => lutimesSync(path, time, time);
    const walk = (folder: string): void => {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) walk(path);
        set(path);
      }
    };
    walk(this.path('runs/.cache'));
  }

  /** Runs `bulky` with a word, and gives the run an id of so long ago. @returns Its folder. */
  async oldRun(word: string, hours: number): Promise<string> {
    await this.run('bulky.yaml', '--set', `word=${word}`);
    const { run } = this.manifest('bulky');
    const old = new Date(Date.now() - hours * hourMs).toISOString().replace(/[-:]|\.\d+/g, '');
    const folder = this.path('runs/bulky', run.replace(/^\w+/, old));
    renameSync(this.path('runs/bulky', run), folder);
    return folder;
  }

  gc(...args: string[]) {
    // Objects are young by their last change, which nobody can set: the clock of the command is moved instead.
    return this.skysortLater('gc', ...args);
  }

  async skysortLater(...args: string[]) {
    return this.withClock(200 * 24, () => this.skysort(...args));
  }

  async withClock<T>(hours: number, work: () => Promise<T>): Promise<T> {
    const before = process.env['NODE_OPTIONS'];
    const script = this.write(
      'clock.mjs',
      `const Real = Date;
      const now = () => Real.now() + ${hours * hourMs};
      globalThis.Date = class extends Real {
        constructor(...args) { super(...(args.length === 0 ? [now()] : args)); }
        static now() { return now(); }
      };`,
    );
    process.env['NODE_OPTIONS'] = `--import ${script}`;
    try {
      return await work();
    } finally {
      if (before === undefined) delete process.env['NODE_OPTIONS'];
      else process.env['NODE_OPTIONS'] = before;
    }
  }
}
