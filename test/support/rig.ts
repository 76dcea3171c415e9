import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunEvent } from '../../src/core/events.js';
import type { Manifest, ManifestInstance } from '../../src/core/manifest.js';
import { repositoryRoot } from './repository.js';
import { temporaryFolder } from './temporary-folder.js';

const mainScript = join(repositoryRoot, 'dist', 'src', 'cli', 'main.js');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** A person's folder: workflow files, inputs, runs; and skysort as a real child process in it. */
export class Rig {
  readonly folder: string;

  constructor(folder = temporaryFolder()) {
    this.folder = folder;
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  write(name: string, content: string | Uint8Array): string {
    const path = this.path(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  has(name: string): boolean {
    return existsSync(this.path(name));
  }

  /** Names in a folder, sorted; none when it is not there. */
  list(folder: string): string[] {
    return this.has(folder) ? readdirSync(this.path(folder)).sort() : [];
  }

  start(...args: string[]): Started {
    const child = spawn(process.execPath, [mainScript, ...args], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const ended = new Promise<Ended>((resolve) => {
      child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    });
    return { process: child, ended };
  }

  skysort(...args: string[]): Promise<Ended> {
    return this.start(...args).ended;
  }

  /** Runs and expects success; the message of what went wrong otherwise. */
  async run(...args: string[]): Promise<Ended> {
    const ended = await this.skysort('run', '--plain', ...args);
    if (ended.code !== 0)
      throw new Error(`skysort run ${args.join(' ')} ended with ${ended.code}:\n${ended.stderr}`);
    return ended;
  }

  manifest(workflow: string): Manifest {
    return JSON.parse(this.read(`runs/${workflow}/latest/manifest.json`)) as Manifest;
  }

  instance(workflow: string, id: string): ManifestInstance {
    const instance = this.manifest(workflow).instances.find((one) => one.id === id);
    if (instance === undefined) throw new Error(`no instance ${id} in the manifest of ${workflow}`);
    return instance;
  }

  /** Instance ids of the latest run by state, in the plan's order. */
  idsByState(workflow: string): Record<string, string[]> {
    const ids: Record<string, string[]> = {};
    for (const { id, state } of this.manifest(workflow).instances) (ids[state] ??= []).push(id);
    return ids;
  }

  events(workflow: string): RunEvent[] {
    const text = this.read(`runs/${workflow}/latest/events.ndjson`);
    return text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as RunEvent);
  }

  output(workflow: string, instance: string, file: string): string {
    return this.read(`runs/${workflow}/latest/outputs/${instance}/${file}`);
  }

  /** Names of what attempts have left. */
  attemptsLeft(): string[] {
    const folder = this.path('runs/.cache/attempts');
    return existsSync(folder) ? readdirSync(folder) : [];
  }

  /** Names of the results and objects in the store, sorted. */
  storeListing(): string[] {
    return ['actions', 'objects'].flatMap((part) => {
      const folder = this.path('runs/.cache', part);
      if (!existsSync(folder)) return [];
      return readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => /[0-9a-f]{64}/.test(name))
        .map((name) => `${part}/${name}`)
        .sort();
    });
  }

  /** Changes an object of the store behind its back. */
  damageObject(sha256: string): void {
    const path = this.path('runs/.cache/objects', sha256.slice(0, 2), sha256);
    chmodSync(path, 0o644);
    writeFileSync(path, `${readFileSync(path, 'utf8')}damage`);
  }
}

/** Waits until something holds; fails with its description after ten seconds. */
export async function eventually(description: string, holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`not within 10 s: ${description}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Whether a process is there (and not merely waiting to be reaped). */
export function isAlive(pid: number): boolean {
  try {
    const state = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0];
    return state !== undefined && state !== 'Z';
  } catch {
    return false;
  }
}
