// Writes schemas/workflow.schema.json from the kinds: `npm run schemas`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workflowSchemaText } from '../src/config/workflow-schema.js';
import { kinds } from '../src/steps/index.js';

// This runs as dist/scripts/write-schemas.js.
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const file = join(root, 'schemas', 'workflow.schema.json');
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, workflowSchemaText(kinds));
process.stdout.write(`${file}\n`);
