// Writes schemas/ and docs/kinds.md from the kinds and from the types of events: `npm run schemas`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workflowSchemaText } from '../src/config/workflow-schema.js';
import { eventSchema } from '../src/core/event-schema.js';
import { kinds } from '../src/steps/index.js';
import { kindsReference, shippedWorkflows } from './kinds-reference.js';

// This runs as dist/scripts/write-schemas.js.
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const texts = {
  'schemas/workflow.schema.json': workflowSchemaText(kinds),
  'schemas/events.schema.json': `${JSON.stringify(eventSchema, null, 2)}\n`,
  'docs/kinds.md': kindsReference([...kinds.values()], shippedWorkflows(root)),
};

for (const [name, text] of Object.entries(texts)) {
  const file = join(root, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  process.stdout.write(`${file}\n`);
}
