import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { kerasChain } from '../../../src/formats/keras-h5/keras-chain.js';

interface Entry {
  name: string;
  takes: string[];
  className?: string;
}

const input: Entry = { name: 'in', takes: [], className: 'InputLayer' };

const functional = (...layers: Entry[]) => ({
  class_name: 'Model',
  config: {
    layers: layers.map(({ name, takes, className = 'Flatten' }) => ({
      name,
      class_name: className,
      config: className === 'InputLayer' ? { name, batch_input_shape: [null, 4] } : { name },
      inbound_nodes: takes.length === 0 ? [] : [takes.map((from) => [from, 0, 0, {}])],
    })),
  },
});

function trouble(config: unknown): string {
  const chain = kerasChain(config);
  if (chain.ok) throw new Error('it was read');
  return `${chain.failure.place}: ${chain.failure.found}; ${chain.failure.expected}`;
}

test('layers follow their links, not their place in the file', () => {
  const chain = kerasChain(functional({ name: 'b', takes: ['a'] }, input, { name: 'a', takes: ['in'] }));
  assert.ok(chain.ok);
  assert.equal(
    chain.value.layers.map(({ name }) => name),
    ['a', 'b'],
  );
  assert.equal(chain.value.input, [4]);
});

test('a model that branches, joins, has two inputs or loose layers is refused by name', () => {
  const a: Entry = { name: 'a', takes: ['in'] };
  assert.match(
    trouble(functional(input, a, { name: 'b', takes: ['in'] })),
    'layer in: an output that both a and b take',
  );
  assert.match(
    trouble(functional(input, a, { name: 'b', takes: ['a', 'in'] })),
    'layer b: a layer that takes a and in',
  );
  assert.match(trouble(functional(input, { ...input, name: 'other' })), 'the inputs in and other');
  assert.match(
    trouble(functional(input, a, { name: 'c', takes: ['d'] }, { name: 'd', takes: ['c'] })),
    'c, d',
  );
  assert.match(trouble(functional(input, { name: 'b', takes: ['b'] })), 'layers apart from the chain: b');
  assert.match(trouble(functional(a)), 'no input layer');
  assert.match(trouble(functional(input)), 'only an input');
});

test('a model with several outputs is refused by their names', () => {
  const two = (outputs: unknown): unknown => {
    const model = functional(input, { name: 'a', takes: ['in'] });
    return { ...model, config: { ...model.config, output_layers: outputs } };
  };
  // As Keras writes them: a list of nodes, in Keras 3 a single node or a mapping too.
  assert.match(
    trouble(
      two([
        ['a', 0, 0],
        ['in', 0, 0],
      ]),
    ),
    'model_config: the outputs a and in; one output',
  );
  assert.match(trouble(two({ x: ['a', 0, 0], y: ['in', 0, 0] })), 'the outputs a and in');
  assert.ok(kerasChain(two([['a', 0, 0]])).ok);
  assert.ok(kerasChain(two(['a', 0, 0])).ok);
});

test('a layer without input that is no input is refused', () => {
  assert.match(trouble(functional({ name: 'a', takes: [] })), 'layer a: no input');
});

test('an old Sequential model, whose config is the list itself, is read', () => {
  const dense = { class_name: 'Dense', config: { name: 'd', batch_input_shape: [null, 7] } };
  const chain = kerasChain({ class_name: 'Sequential', config: [dense] });
  assert.ok(chain.ok);
  assert.equal(chain.value.input, [7]);
});

test('an input whose size is open is refused', () => {
  const config = { name: 'd', batch_input_shape: [null, null, null, 1] };
  const open = { class_name: 'Sequential', config: [{ class_name: 'Dense', config }] };
  assert.match(trouble(open), 'layer d, batch_input_shape: [null,null,null,1]');
  assert.match(
    trouble({ class_name: 'Sequential', config: [{ class_name: 'Dense', config: { name: 'd' } }] }),
    'nothing',
  );
});

/** A call of Keras 3 with tensors of these layers. */
const call = (...from: string[]) => ({
  args: from.map((layer) => ({
    class_name: '__keras_tensor__',
    config: { shape: [null, 4], dtype: 'float32', keras_history: [layer, 0, 0] },
  })),
  kwargs: { mask: null },
});

const keras3 = (...nodes: object[][]) => ({
  class_name: 'Functional',
  config: {
    layers: [
      {
        name: 'in',
        class_name: 'InputLayer',
        config: { name: 'in', batch_shape: [null, 4] },
        inbound_nodes: [],
      },
      ...nodes.map((inbound, i) => ({
        name: `l${i}`,
        class_name: 'Flatten',
        config: {},
        inbound_nodes: inbound,
      })),
    ],
  },
});

test('the calls of Keras 3 link layers as the nodes of Keras 2 do', () => {
  const chain = kerasChain(keras3([call('l1')], [call('in')]));
  assert.ok(chain.ok);
  assert.equal(
    chain.value.layers.map(({ name }) => name),
    ['l1', 'l0'],
  );
  assert.match(trouble(keras3([call('in', 'l1')], [call('in')])), 'layer l0: a layer that takes in and l1');
  assert.match(
    trouble(keras3([call('in'), call('l1')], [call('l0')])),
    'layer l0: a layer that takes in and l1',
  );
  const named = { args: [], kwargs: { query: call('in').args[0], value: call('l1').args[0] } };
  assert.match(trouble(keras3([named], [call('in')])), 'layer l0: a layer that takes in and l1');
});

test('a Sequential model of Keras 3 without an input layer has the shape that it was built for', () => {
  const config = {
    layers: [{ class_name: 'Flatten', config: { name: 'a' } }],
    build_input_shape: [null, 2, 3, 1],
  };
  const chain = kerasChain({ class_name: 'Sequential', config });
  assert.ok(chain.ok);
  assert.equal(chain.value.input, [2, 3, 1]);
});

test('what is no model is refused', () => {
  assert.match(trouble(null), 'a model of class nothing');
  assert.match(trouble({ class_name: 'Bird', config: {} }), 'a model of class "Bird"');
  assert.match(trouble({ class_name: 'Model', config: {} }), 'a list of layers');
  assert.match(trouble({ class_name: 'Model', config: { layers: [3] } }), 'layer number 1');
  assert.match(trouble(keras3([call()])), 'layer l0: no input');
  assert.match(trouble(keras3([{ feed: 'in' }])), 'the inbound_nodes that Keras writes');
});

test.run();
