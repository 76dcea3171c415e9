import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import type { ActionKey } from '../core/identifiers.js';
import { ok } from '../core/result.js';
import { doctorText, type DoctorCheck } from '../ui/doctor-text.js';
import { formatBytes } from '../ui/format-quantity.js';
import type { Command } from './command.js';
import { exitCodes } from './exit-codes.js';
import { packageVersion } from './package.js';
import { compileKernels } from '../numerics/wasm-kernels.js';
import { DigestMemo } from '../store/digest-memo.js';
import type { StoreLayout } from '../store/layout.js';
import { inspectManifest } from '../store/manifest-file.js';
import { ObjectStore } from '../store/object-store.js';
import { runIds, workflowsWithRuns } from '../store/run-history.js';
import { tensorflowCheck } from './tensorflow-check.js';
import { openWorkspace, type Workspace } from './workspace.js';

export const doctor: Command = {
  name: 'doctor',
  usage: '[--store]',
  summary: 'Checks what skysort needs: Node, cores, memory, WebAssembly, engines, and the store.',
  arity: { least: 0, most: 0 },
  options: [
    { name: 'store', summary: 'check every result in the store, byte by byte where it is not vouched for' },
  ],
  exits: [0, 1],
  example: 'skysort doctor --store',
  async run(invocation, terminal) {
    const workspace = openWorkspace(invocation, terminal);
    const checks: DoctorCheck[] = [
      nodeCheck(),
      { name: 'cores', ok: true, found: `${availableParallelism()}` },
      { name: 'memory', ok: true, found: `${formatBytes(freemem())} free of ${formatBytes(totalmem())}` },
      webAssemblyCheck(),
      await tensorflowCheck(),
      await folderCheck(workspace),
      ...(invocation.has('store') ? [await storeCheck(workspace)] : []),
    ];
    terminal.stdout.write(doctorText(checks));
    const isWell = checks.every((check) => check.ok || check.optional === true);
    return ok(isWell ? exitCodes.done : exitCodes.stepFailed);
  },
};

function nodeCheck(): DoctorCheck {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isNew = major > 20 || (major === 20 && minor >= 19);
  return {
    name: `skysort ${packageVersion()}`,
    ok: isNew,
    found: `Node ${process.versions.node}, ${process.platform}-${process.arch}`,
    ...(isNew ? {} : { remedy: 'install Node 20.19 or newer' }),
  };
}

/** The kernels need 128-bit SIMD and shared memory: compiling one of them tells. */
function webAssemblyCheck(): DoctorCheck {
  const name = 'WebAssembly';
  try {
    compileKernels('clustering');
    return { name, ok: true, found: 'SIMD and shared memory' };
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return { name, ok: false, found, remedy: 'run on a processor and a Node with WebAssembly SIMD' };
  }
}

async function folderCheck({ layout }: Workspace): Promise<DoctorCheck> {
  const name = 'runs folder';
  for (let folder = layout.runsFolder; ; folder = dirname(folder)) {
    try {
      await access(folder, constants.W_OK);
      const { bavail, bsize } = await statfs(folder);
      return { name, ok: true, found: `${layout.runsFolder}, ${formatBytes(bavail * bsize)} free` };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      if (code === 'ENOENT' && dirname(folder) !== folder) continue;
      return {
        name,
        ok: false,
        found: `${folder}: ${code}`,
        remedy: 'name another folder with --runs DIR or SKYSORT_RUNS',
      };
    }
  }
}

/** Hashes every object again, whatever was hashed before. */
async function storeCheck({ layout, files }: Workspace): Promise<DoctorCheck> {
  const memo = DigestMemo.empty({ path: layout.digestMemo, clockMs: Date.now, files });
  const store = new ObjectStore(layout, memo, files);
  const keys = await store.listActions();
  let whole = 0;
  const damaged: string[] = [];
  for (const key of keys) {
    const lookup = await store.lookup(key as ActionKey);
    if (lookup.ok && lookup.value.state === 'hit') whole += 1;
    else damaged.push(key.slice(0, 12));
  }
  damaged.push(...damagedRuns(layout));
  return {
    name: 'store',
    ok: damaged.length === 0,
    found: `${whole} of ${keys.length} results whole${damaged.length === 0 ? '' : `; damaged: ${damaged.slice(0, 5).join(', ')}`}`,
    ...(damaged.length === 0
      ? {}
      : { remedy: 'nothing: the next run that needs a damaged result computes it again' }),
  };
}

function damagedRuns(layout: StoreLayout): string[] {
  return workflowsWithRuns(layout).flatMap((workflow) =>
    runIds(layout, workflow)
      .filter((run) => inspectManifest(join(layout.workflow(workflow), run)).state === 'damaged')
      .map((run) => `manifest of run ${run}`),
  );
}
