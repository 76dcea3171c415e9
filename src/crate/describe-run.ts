import type { JsonObject } from '../core/json.js';
import { describeParameters, describeWorkflow } from './describe-workflow.js';
import { describeSteps } from './describe-steps.js';
import { describeInputs } from './describe-inputs.js';
import { describeOutputs } from './describe-outputs.js';
import { CrateGraph, reference, timeText, type Reference } from './graph.js';
import type { RunFacts } from './run-facts.js';
import { workflowCopy } from './run-facts.js';

export const crateName = 'ro-crate-metadata.json';

/** The term that RO-Crate's own context lacks comes from the workflow-run vocabulary, written out: one context less to fetch. */
const context = [
  'https://w3id.org/ro/crate/1.1/context',
  { sha256: 'https://w3id.org/ro/terms/workflow-run#sha256' },
];

const profiles: readonly (readonly [id: string, name: string, version: string])[] = [
  ['https://w3id.org/ro/wfrun/process/0.5', 'Process Run Crate', '0.5'],
  ['https://w3id.org/ro/wfrun/workflow/0.5', 'Workflow Run Crate', '0.5'],
  ['https://w3id.org/ro/wfrun/provenance/0.5', 'Provenance Run Crate', '0.5'],
  ['https://w3id.org/workflowhub/workflow-ro-crate/1.0', 'Workflow RO-Crate', '1.0'],
];

/** Its makers tell a workflow's licence and authors; skysort does not know them, and does not guess. */
const noLicence = 'No licence is stated.';

/**
 * What a run did, as RO-Crate metadata: the workflow, its inputs and outputs with their digests, each step as an action. Two runs of the
 * same workflow over the same inputs differ only in times, states, versions and the run's id. Files outside the run are
 * told by name and content, never by where they lie.
 * @returns The content of `ro-crate-metadata.json`.
 * @see RO-Crate 1.1; Workflow Run RO-Crate 0.5, profile "Provenance Run Crate" (Leo et al. 2024, doi:10.1371/journal.pone.0309210).
 */
export function describeRun(facts: RunFacts): JsonObject {
  const graph = new CrateGraph();
  graph.add(crateName, 'CreativeWork', {
    conformsTo: [
      reference('https://w3id.org/ro/crate/1.1'),
      reference('https://w3id.org/workflowhub/workflow-ro-crate/1.0'),
    ],
    about: reference('./'),
  });
  const parts = new CrateGraph();
  const inputs = describeInputs(facts, parts);
  const outputs = describeOutputs(facts, parts);
  const parameters = describeParameters(facts, parts);
  const steps = describeSteps(facts, parts, { inputs, outputs });
  const { report } = facts;
  const reportPage =
    report === undefined
      ? []
      : [parts.add(report, 'File', { name: 'Report of the run', encodingFormat: 'text/html' })];
  const run = describeWholeRun(facts, parts, {
    objects: [...parameters.values, ...inputs.all],
    results: [...outputs.all, ...reportPage],
  });
  const conductor = describeConductor(facts, parts, { run, controls: steps.controls });
  describeWorkflow(facts, parts, { parameters, inputs, outputs, steps });
  const records = describeRecords(parts);
  graph.add('./', 'Dataset', {
    name: `Run ${facts.manifest.run} of the workflow ${facts.manifest.workflow}`,
    description: `What skysort ${facts.manifest.skysort} made of the workflow ${facts.manifest.workflow}: its outputs, a report, and a record of each step.`,
    datePublished: timeText(facts.endedAt),
    license: noLicence,
    conformsTo: profiles.map(([id]) => reference(id)),
    mainEntity: reference(workflowCopy),
    hasPart: [reference(workflowCopy), ...outputs.all, ...reportPage, ...records, ...inputs.files],
    mentions: [run, conductor, ...steps.actions, ...inputs.collections],
  });
  for (const [id, name, version] of profiles) graph.add(id, 'CreativeWork', { name, version });
  return { '@context': context, '@graph': [...graph.entities(), ...parts.entities()] };
}

/** The run as one action: the workflow made all outputs from all inputs. */
function describeWholeRun(
  { manifest, endedAt }: RunFacts,
  graph: CrateGraph,
  { objects, results }: { readonly objects: readonly Reference[]; readonly results: readonly Reference[] },
): Reference {
  const { run, workflow, state, startedAt } = manifest;
  return graph.add('#run', 'CreateAction', {
    name: `Run ${run} of ${workflow}`,
    description: `The workflow ${workflow} makes its outputs from its inputs.`,
    instrument: reference(workflowCopy),
    object: objects,
    result: results,
    startTime: timeText(startedAt),
    endTime: timeText(endedAt),
    actionStatus:
      state === 'done' ? 'http://schema.org/CompletedActionStatus' : 'http://schema.org/FailedActionStatus',
    ...(state === 'done' ? {} : { error: state === 'cancelled' ? 'It was stopped.' : 'A step failed.' }),
  });
}

/** What skysort itself did: it ran the steps. */
function describeConductor(
  { manifest, endedAt }: RunFacts,
  graph: CrateGraph,
  { run, controls }: { readonly run: Reference; readonly controls: readonly Reference[] },
): Reference {
  const { skysort, node, platform, startedAt } = manifest;
  graph.add('#skysort', 'SoftwareApplication', {
    name: 'skysort',
    softwareVersion: skysort,
    softwareRequirements: `Node.js ${node}`,
    operatingSystem: platform,
  });
  return graph.add('#conduct', 'OrganizeAction', {
    name: `skysort ${skysort} runs the steps`,
    instrument: reference('#skysort'),
    object: controls,
    result: run,
    startTime: timeText(startedAt),
    endTime: timeText(endedAt),
  });
}

/** The run's own records. They have no digest here: what is written after this file is among them. */
function describeRecords(graph: CrateGraph): Reference[] {
  return [
    graph.add('manifest.json', 'File', {
      name: 'Manifest',
      description: 'Every step instance with its state, key, seconds, figures and outputs.',
      encodingFormat: 'application/json',
    }),
    graph.add('events.ndjson', 'File', {
      name: 'Events',
      description: 'What happened during the run, one event a line.',
      encodingFormat: 'application/x-ndjson',
    }),
  ];
}
