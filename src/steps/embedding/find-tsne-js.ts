import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Failure } from '../../core/failure.js';
import { fail, ok, type Result } from '../../core/result.js';

const packageName = 'tsne-js';

/** What we use of the library. */
export interface TsneJsModel {
  init(options: { data: number[][]; type: 'dense' }): void;
  on(event: 'progressIter', listener: (state: readonly [number, number, number]) => void): void;
  run(): unknown;
  getOutput(): number[][];
}

export type TsneJs = new (options: {
  dim: number;
  perplexity: number;
  earlyExaggeration: number;
  learningRate: number;
  nIter: number;
  metric: 'euclidean';
}) => TsneJsModel;

const require = createRequire(import.meta.url);

/** The version that is installed beside skysort; undefined when there is none. */
export function tsneJsVersion(): string | undefined {
  try {
    const manifest = require.resolve(`${packageName}/package.json`);
    return (JSON.parse(readFileSync(manifest, 'utf8')) as { version?: string }).version;
  } catch {
    return undefined;
  }
}

/** @returns Failure `engine-unavailable` when it is not installed or does not load. */
export function loadTsneJs(load: (name: string) => unknown = require): Result<TsneJs, EngineUnavailable> {
  let loaded: unknown;
  try {
    loaded = load(packageName);
  } catch (error) {
    const isAbsent = (error as { code?: string }).code === 'MODULE_NOT_FOUND';
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return unavailable(isAbsent ? `${packageName} is not installed` : `it does not load: ${message}`);
  }
  return typeof loaded === 'function' ? ok(loaded as TsneJs) : unavailable('it is not the library known');
}

type EngineUnavailable = Extract<Failure, { reason: 'engine-unavailable' }>;

const unavailable = (cause: string): Result<never, EngineUnavailable> =>
  fail({
    reason: 'engine-unavailable',
    engine: packageName,
    cause,
    remedy: 'install it beside skysort with `npm install tsne-js`, or take `engine: wasm`',
  });
