import { resolve } from 'node:path';
import { DigestMemo } from '../store/digest-memo.js';
import { storeLayout, type StoreLayout } from '../store/layout.js';
import { ObjectStore } from '../store/object-store.js';
import type { Invocation, Terminal } from './command.js';

/** The store that a command works on. */
export interface Workspace {
  readonly layout: StoreLayout;
  readonly store: ObjectStore;
  readonly memo: DigestMemo;
}

/** Opens the folder of runs that the person named, without making anything. */
export function openWorkspace(invocation: Invocation, { environment }: Terminal): Workspace {
  return workspaceAt(invocation.value('runs') ?? environment['SKYSORT_RUNS'] ?? 'runs');
}

export function workspaceAt(runsFolder: string): Workspace {
  const layout = storeLayout(resolve(runsFolder));
  const memo = DigestMemo.load(layout.digestMemo, Date.now);
  return { layout, memo, store: new ObjectStore(layout, memo) };
}
