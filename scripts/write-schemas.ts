// Writes schemas/ from the kinds and from the types of events: `npm run schemas`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workflowSchemaText } from '../src/config/workflow-schema.js';
import { eventSchema } from '../src/core/event-schema.js';
import { kinds } from '../src/steps/index.js';

// This runs as dist/scripts/write-schemas.js.
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const texts = {
  'workflow.schema.json': workflowSchemaText(kinds),
  'events.schema.json': `${JSON.stringify(eventSchema, null, 2)}\n`,
};

for (const [name, text] of Object.entries(texts)) {
  const file = join(root, 'schemas', name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  process.stdout.write(`${file}\n`);
}
