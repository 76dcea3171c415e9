import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PluginProblem } from '../../core/diagnostic.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { PluginFile, StepKind } from '../../core/step.js';
import { kindFaults } from './check-kind.js';
import { provideOwnName } from './own-name.js';
import { pluginDigest } from './plugin-content.js';

/** A module that waits for ever at its top level must not keep everything waiting. */
const loadingLimitMs = 20_000;

export interface Plugin {
  readonly file: PluginFile;
  readonly kinds: readonly StepKind[];
}

/**
 * Imports a file of kinds: those are its default export and every named export that has a `run`.
 * @param path Absolute; the file is there.
 * @param shown The path as messages name it.
 */
export async function loadPlugin(
  path: string,
  shown: string,
): Promise<Result<Plugin, readonly PluginProblem[]>> {
  provideOwnName();
  let file: PluginFile;
  let exports: Readonly<Record<string, unknown>>;
  try {
    file = { path, sha256: await pluginDigest(path) };
    exports = await importInTime(path, file.sha256);
  } catch (error) {
    return fail([await threw(error, path, shown)]);
  }
  const candidates = Object.entries(exports).filter(([name, value]) => isMeantAsKind(name, value));
  if (candidates.length === 0) {
    return fail([{ kind: 'no-plugin-kind', path: shown, exports: Object.keys(exports) }]);
  }
  const problems = candidates.flatMap(([name, value]) => problemsOf(name, value as object, shown));
  if (problems.length > 0) return fail(problems);
  // One kind may be exported under two names.
  const kinds = [...new Set(candidates.map(([, kind]) => kind as StepKind))];
  return ok({ file, kinds: kinds.map((kind) => ({ ...kind, plugin: file })) });
}

/** The content is part of the address, so that a file that changed is loaded again and not taken from memory. */
async function importInTime(path: string, content: string): Promise<Record<string, unknown>> {
  const address = `${pathToFileURL(path).href}?content=${content.slice(0, 16)}`;
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    const late = new Error(`it has not finished loading after ${loadingLimitMs / 1000} s`);
    timer = setTimeout(() => reject(late), loadingLimitMs);
  });
  try {
    return await Promise.race([import(address) as Promise<Record<string, unknown>>, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

function isMeantAsKind(name: string, value: unknown): boolean {
  return typeof value === 'object' && value !== null && (name === 'default' || 'run' in value);
}

function problemsOf(name: string, exported: object, path: string): PluginProblem[] {
  const named = 'name' in exported && typeof exported.name === 'string' ? exported.name : name;
  return kindFaults(exported).map((fault) => ({ kind: 'bad-plugin-kind', path, name: named, ...fault }));
}

async function threw(error: unknown, path: string, shown: string): Promise<PluginProblem> {
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const line = lineIn(error instanceof SyntaxError ? await syntaxReport(path) : stack, path);
  return {
    kind: 'plugin-threw',
    path: shown,
    message: `${error instanceof Error ? error.name : 'it threw'}: ${message.split('\n')[0] ?? ''}`,
    ...(line === undefined ? {} : { place: `${basename(path)}:${line}` }),
  };
}

function lineIn(text: string, path: string): string | undefined {
  const after = text.split(pathToFileURL(path).href)[1] ?? text.split(path)[1];
  return after?.match(/^(?:\?\w+=\w+)?:(\d+)/)?.[1];
}

/** An error of syntax does not say where it is, except to a person. */
function syntaxReport(path: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--check', path], (_, __, stderr) => resolve(stderr));
  });
}
