import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Diagnostic } from '../core/diagnostic.js';
import { isJsonObject } from '../core/json.js';
import type { Plan } from '../core/plan.js';
import { fail, ok, type Result } from '../core/result.js';
import { applyOverrides } from './apply-overrides.js';
import { assemblePlan } from './assemble-plan.js';
import { checkParams } from './check-params.js';
import { expandSteps } from './expand-cells.js';
import { Findings } from './findings.js';
import { Interpolator } from './interpolate.js';
import { usedKinds, type KindSource } from './known-kinds.js';
import { linkSteps } from './link-steps.js';
import { orderSteps } from './order-steps.js';
import { parseYaml } from './parse-yaml.js';
import { readPlugins } from './plugins/read-plugins.js';
import { readFrame } from './read-frame.js';
import { readMapping } from './readers.js';
import { resolveFiles } from './resolve-files.js';
import { SourceText } from './source.js';
import { childPath, emptyMapping, sizeOf, toJson, type Mapping } from './tree.js';

export interface WorkflowSource {
  /** The file as the person named it: messages begin with it. */
  readonly file: string;
  readonly text: string;
  /** The `--set` options, `NAME=VALUE`. */
  readonly sets: readonly string[];
  readonly kinds: KindSource;
  /** What relative paths start from. */
  readonly workingDirectory: string;
}

/**
 * Reads a workflow: text, `--set` options and the known kinds to a plan, or to all that is wrong with it at once.
 * Every stage goes on after what it finds and keeps silent about what follows from it; a plan is made only of a file without
 * findings.
 */
export async function loadWorkflow(workflow: WorkflowSource): Promise<Result<Plan, Diagnostic[]>> {
  const findings = new Findings();
  const root = parseYaml(new SourceText(workflow.file, workflow.text), findings);
  const document = readMapping(findings, root, '', 'a mapping with skysort, name and steps');
  if (document === undefined) return fail(findings.sorted());

  const { params, interpolated } = interpolate(document, workflow.sets, findings);
  const known = await readPlugins(
    interpolated.entries.get('plugins')?.value,
    await usedKinds(interpolated, workflow.kinds),
    workflow.workingDirectory,
    findings,
  );
  const frame = readFrame(interpolated, known, findings);
  const isFile = (path: string) => existsSync(resolve(workflow.workingDirectory, path));
  const linked = linkSteps(frame, findings, isFile);
  const ordered = orderSteps(linked, findings);
  const expanded = expandSteps(ordered, findings);
  const checked = new Map(
    linked.map((step) => {
      const { axes, axesKnown } = step.frame;
      const isPlain = axes.size === 0 && axesKnown === 'values';
      const cells = expanded.get(step.frame)?.ownCells ?? (isPlain ? [{}] : undefined);
      return [step.frame, checkParams(step.frame, cells, frame.seed, findings)] as const;
    }),
  );
  const fileInputs = linked.flatMap((step) => step.files);
  const files = await resolveFiles(fileInputs, workflow.workingDirectory, findings);
  if (findings.count > 0) return fail(findings.sorted());
  const json = toJson(params);
  return ok(
    assemblePlan({
      file: workflow.file,
      name: frame.name,
      seed: toJson(frame.seed) as number,
      params: isJsonObject(json) ? json : {},
      kinds: known.kinds,
      steps: [...expanded.values()],
      checked,
      files,
    }),
  );
}

/** The params after `--set`, and the whole document with every reference replaced. */
function interpolate(
  document: Mapping,
  sets: readonly string[],
  findings: Findings,
): { params: Mapping; interpolated: Mapping } {
  const expected = "a mapping from params' names to values";
  const written = readMapping(findings, document.entries.get('params')?.value, 'params', expected);
  const overridden = applyOverrides(written ?? emptyMapping(document.at), sets, findings);
  const interpolator = new Interpolator(overridden, findings);
  const params = interpolator.resolveParams();
  const entries = new Map(document.entries);
  for (const [key, entry] of document.entries) {
    if (key === 'params') entries.set(key, { ...entry, value: params });
    else
      entries.set(key, {
        ...entry,
        value: interpolator.resolve(entry.value, key === 'steps' ? '' : childPath('', key)),
      });
  }
  const size = sizeOf([...entries.values()].map((entry) => entry.value));
  return { params, interpolated: { ...document, entries, size } };
}
