// Installs the dependencies of a fresh clone, or of one whose lock file has changed; otherwise does nothing.
// It must run before anything is installed, so it uses Node alone.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';

const lock = 'package-lock.json';
const stamp = 'node_modules/.skysort-lock.json';

const isInstalled = existsSync(stamp) && readFileSync(stamp).equals(readFileSync(lock));
if (!isInstalled) {
  process.stderr.write('skysort: installing dependencies from the npm registry\n');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
  copyFileSync(lock, stamp);
}
