// The pages whose commands take long, run from the first command to the last, on small data.
import { test } from 'uvu';
import { playPage } from './play-page.js';
import { readPage } from './read-page.js';
import { pagesRunSlowly } from './slow-pages.js';

for (const path of pagesRunSlowly)
  test(`${path}: what it says is run runs`, async () => {
    await playPage(readPage(path), true);
  });

test.run();
