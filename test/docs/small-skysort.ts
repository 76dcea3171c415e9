// `skysort` as the docs' commands find it on their path: the same program, but runs are small. SKYSORT_DOCS_SMALL holds params and
// values, `galaxies=4 epochs=1`; each is set where the workflow has the param and the command does not set it.
import { existsSync, readFileSync } from 'node:fs';

const [command = '', ...args] = process.argv.slice(2);
const takesParams = ['run', 'plan', 'why', 'validate', 'verify'].includes(command);
const file = args.find((arg) => arg.endsWith('.yaml'));

if (takesParams && file !== undefined && existsSync(file)) {
  const workflow = readFileSync(file, 'utf8');
  for (const setting of (process.env['SKYSORT_DOCS_SMALL'] ?? '').split(' ')) {
    const name = setting.split('=')[0] ?? '';
    const isParam = new RegExp(`^  ${name}:|^params: .*\\b${name}:`, 'm').test(workflow);
    const isSet = args.some((arg) => arg.startsWith(`${name}=`));
    if (name !== '' && isParam && !isSet) process.argv.push('--set', setting);
  }
}

await import('../../src/cli/main.js');
