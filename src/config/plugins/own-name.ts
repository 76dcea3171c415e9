import * as module from 'node:module';
import { initialize, resolve, type Resolve } from './resolve-own-name.js';

/** Newer Node has hooks that need no thread of their own. */
const { registerHooks } = module as { registerHooks?: (hooks: { resolve: Resolve }) => void };

const library = new URL('../../index.js', import.meta.url).href;

let isRegistered = false;

/**
 * From now on `import 'skysort'` means this very program, in whatever folder the importing file lies: a plugin works beside a
 * global installation, and there is never a second copy.
 */
export function provideOwnName(): void {
  if (isRegistered) return;
  isRegistered = true;
  if (registerHooks === undefined) {
    module.register('./resolve-own-name.js', { parentURL: import.meta.url, data: { library } });
  } else {
    initialize({ library });
    registerHooks({ resolve });
  }
}
