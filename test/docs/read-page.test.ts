import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parsePage } from './read-page.js';

test('a command that is only indented is refused, since no test would run it; one in a fence within a list is not', () => {
  for (const command of ['skysort run a.yaml', 'npx skysort ls', 'node a.js', 'npm test', '$ skysort ls'])
    assert.throws(() => parsePage('a.md', `# A\n\n    ${command}\n`), /^a\.md:3: .*fence it$/);
  const fenced = '1. Do\n\n   <!-- run -->\n   ```sh\n       skysort ls\n   ```\n\n    Tarballs -> images\n';
  const { blocks } = parsePage('a.md', fenced);
  assert.is(blocks.length, 1);
  assert.equal(blocks[0]?.directive, { name: 'run', value: '' });
});

test('a comment that no test knows, or that no block follows, is refused', () => {
  assert.throws(() => parsePage('a.md', '<!-- runs -->\n```sh\nskysort ls\n```\n'), 'no test knows');
  assert.throws(() => parsePage('a.md', '<!-- run -->\nThen.\n'), 'no block follows');
});

test.run();
