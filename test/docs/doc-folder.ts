// The folder in which a page's blocks are written and run.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { repositoryRoot } from '../support/repository.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const distFolder = join(repositoryRoot, 'dist');

/** A folder with `skysort` and `npx`, of which `npx` knows only skysort. */
const programs = temporaryFolder();
const program = (name: string, script: string): void => {
  writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(programs, name), 0o755);
};
program('skysort', `exec '${process.execPath}' '${join(distFolder, 'test/docs/small-skysort.js')}' "$@"`);
program('npx', 'shift; exec skysort "$@"');

export interface Printed {
  readonly code: number | null;
  /** Standard output and standard error together, as a terminal shows them. */
  readonly text: string;
}

export class DocFolder {
  readonly folder = temporaryFolder();

  path(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, text: string): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), text);
  }

  /** The text of a file; undefined when there is none. */
  read(name: string): string | undefined {
    return existsSync(this.path(name)) ? readFileSync(this.path(name), 'utf8') : undefined;
  }

  append(name: string, text: string): void {
    appendFileSync(this.path(name), text);
  }

  /** Plugins of the docs import `skysort` as an installed package. */
  installSkysort(): void {
    const installed = this.path('node_modules/skysort');
    if (spawnSync('test', ['-e', installed]).status === 0) return;
    mkdirSync(dirname(installed), { recursive: true });
    execFileSync('ln', ['-s', repositoryRoot, installed]);
  }

  run(script: string, small: readonly string[] = []): Printed {
    const ended = spawnSync('sh', ['-euc', `exec 2>&1\n${script}`], {
      cwd: this.folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        PATH: `${programs}${delimiter}${process.env['PATH'] ?? ''}`,
        NO_COLOR: '1',
        FORCE_COLOR: undefined,
        SKYSORT_DOCS_SMALL: small.join(' '),
      },
    });
    return { code: ended.status, text: ended.stdout };
  }

  /** What the page calls a person's own data. */
  makeFixture(name: string): void {
    if (name.endsWith('.csv')) {
      const rows = Array.from(
        { length: 30 },
        (_, i) => `star ${i},${10 * (i % 3) + (i % 7) / 7},${(i % 3) - (i % 5) / 9}`,
      );
      this.write(name, ['name,magnitude,colour', ...rows, ''].join('\n'));
      return;
    }
    const survey = new DocFolder();
    survey.write(
      'survey.yaml',
      `skysort: 1
name: survey
steps:
  survey: { uses: mock-survey, with: { galaxies: 6, frame: { min: 64, max: 96 } } }
`,
    );
    const { code, text } = survey.run('skysort run survey.yaml');
    if (code !== 0) throw new Error(`the survey for the docs was not made:\n${text}`);
    const tarballs = survey.path('runs/survey/latest/outputs/survey/tarballs');
    mkdirSync(this.path(name), { recursive: true });
    for (const tarball of readdirSync(tarballs))
      copyFileSync(join(tarballs, tarball), this.path(join(name, tarball)));
  }
}
