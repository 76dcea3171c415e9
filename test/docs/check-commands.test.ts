import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { commandFaults } from './check-commands.js';

test('a command whose list or pattern a shell would take for names of files is refused, unless it is quoted', async () => {
  for (const bare of ['skysort run a.yaml --set k=[3,4]', 'npx skysort run a.yaml --set data=my/*.tar']) {
    const [fault = ''] = await commandFaults(`${bare}\n`);
    assert.match(fault, 'wants quotes');
    assert.equal(await commandFaults(`${bare.replace(/\S+=\S+/, "'$&'")}    # [as] it is?\n`), []);
  }
});

test('a command that there is not, and an option that it does not know, are refused', async () => {
  assert.is((await commandFaults('skysort fly\n')).length, 1);
  assert.is((await commandFaults('skysort run a.yaml --speed 3\n')).length, 1);
  assert.equal(await commandFaults('skysort run a.yaml --jobs 3 && npm test\n'), []);
});

test.run();
