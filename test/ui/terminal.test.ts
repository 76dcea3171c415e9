// The live screen in a real terminal: tmux, where it is installed.
import { execFileSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { repositoryRoot } from '../support/repository.js';
import { eventually, Rig } from '../support/rig.js';

function hasTmux(): boolean {
  try {
    execFileSync('tmux', ['-V']);
    return true;
  } catch {
    return false;
  }
}

/** A terminal of its own server, with a shell in the rig's folder. */
class Tmux {
  readonly #server = `skysort-test-${process.pid}`;

  constructor(rig: Rig) {
    const env = {
      ...process.env,
      CI: undefined,
      CONTINUOUS_INTEGRATION: undefined,
      NO_COLOR: '1',
      PS1: '$ ',
    };
    const args = ['-f', '/dev/null', 'new-session', '-d', '-x', '80', '-y', '24', 'sh'];
    execFileSync('tmux', ['-L', this.#server, ...args], { cwd: rig.folder, env });
    this.keys(`${process.execPath} ${repositoryRoot}/dist/src/cli/main.js run cells.yaml`, 'Enter');
  }

  #run(...args: string[]): string {
    return execFileSync('tmux', ['-L', this.#server, ...args], { encoding: 'utf8' });
  }

  keys(...keys: string[]): void {
    this.#run('send-keys', ...keys);
  }

  resize(columns: number, rows: number): void {
    this.#run('resize-window', '-x', String(columns), '-y', String(rows));
  }

  /** All that was ever on the screen and still is, or has scrolled away. */
  text(): string {
    return this.#run('capture-pane', '-p', '-S', '-500');
  }

  cursorIsShown(): boolean {
    return this.#run('display-message', '-p', '#{cursor_flag}').trim() === '1';
  }

  close(): void {
    this.#run('kill-server');
  }
}

const counters = (text: string): number => text.match(/of 200 cells/g)?.length ?? 0;

if (hasTmux()) {
  test('resizing leaves no old frame, and Ctrl-Z leaves a tidy shell', async () => {
    const rig = new Rig();
    const cells = Array.from({ length: 200 }, (_, i) => i).join(', ');
    rig.write(
      'cells.yaml',
      `skysort: 1
name: cells
steps:
  cells:
    uses: command
    outputs: { out: o.txt }
    sweep: { k: [${cells}] }
    with: { command: [sh, -c, 'sleep 0.2; echo $1 > "$0"', "{outputs.out}", "{values.k}"] }
`,
    );
    const tmux = new Tmux(rig);
    try {
      const shows = (pattern: RegExp) =>
        eventually(`${String(pattern)} is shown`, () => pattern.test(tmux.text()));
      await shows(/k=9 /);
      tmux.resize(50, 15);
      await shows(/k=1\d /);
      tmux.resize(120, 40);
      await shows(/k=2\d /);
      assert.is(counters(tmux.text()), 1, tmux.text());
      assert.not(tmux.cursorIsShown());

      tmux.keys('C-z');
      await eventually('the cursor is back', () => tmux.cursorIsShown());
      assert.is(counters(tmux.text()), 0, tmux.text());
      tmux.keys('fg', 'Enter');
      await eventually('the screen is back', () => counters(tmux.text()) === 1 && !tmux.cursorIsShown());
      tmux.keys('C-c');
      await shows(/cancelled after/);
      await eventually('the cursor is back', () => tmux.cursorIsShown());
    } catch (error) {
      process.stdout.write(tmux.text());
      throw error;
    } finally {
      tmux.close();
    }
  });
} else {
  process.stdout.write('skipped: tmux is not installed\n');
}

test.run();
