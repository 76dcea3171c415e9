import { resolve } from 'node:path';
import { DigestMemo } from '../store/digest-memo.js';
import { nodeFileSystem, type FileSystem } from '../store/file-system.js';
import { storeLayout, type StoreLayout } from '../store/layout.js';
import { ObjectStore } from '../store/object-store.js';
import type { Invocation, Terminal } from './command.js';

/** The store that a command works on. */
export interface Workspace {
  readonly layout: StoreLayout;
  readonly files: FileSystem;
  readonly store: ObjectStore;
  readonly memo: DigestMemo;
}

/** Opens the folder of runs that the person named, without making anything. */
export function openWorkspace(invocation: Invocation, { environment, files }: Terminal): Workspace {
  return workspaceAt(invocation.value('runs') ?? environment['SKYSORT_RUNS'] ?? 'runs', files);
}

export function workspaceAt(runsFolder: string, files: FileSystem = nodeFileSystem): Workspace {
  const layout = storeLayout(resolve(runsFolder));
  const memo = DigestMemo.load({ path: layout.digestMemo, clockMs: Date.now, files });
  return { layout, files, memo, store: new ObjectStore(layout, memo, files) };
}
