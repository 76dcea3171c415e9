import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Team } from '../../../src/numerics/network/engine/team.js';
import { defaultOptimizers } from '../../../src/numerics/network/engine/optimizer.js';
import { teamLearner } from '../../../src/numerics/network/learner.js';
import { networkOf } from '../../../src/numerics/network/network.js';
import { presetArchitecture } from '../../../src/numerics/network/presets.js';
import { initialWeights } from '../../../src/numerics/network/weights.js';

const architecture = presetArchitecture('cnn', 16, 16);
const network = networkOf(architecture);
const loss = 'binary-crossentropy';
const plan = {
  architecture,
  inference: { batchSize: 4, to: network.layers.length - 1, loss },
  training: { batchSize: 4, loss, optimizer: defaultOptimizers.adadelta, dropoutSeeds: [] },
} as const;

const newTeam = (threads: number, most?: number): Team => new Team(plan, threads, most);

test('threads join and leave the team, which keeps its memory and goes on with what it has learned', async () => {
  const team = newTeam(1, 3);
  const alone = newTeam(1);
  const learners = [team, alone].map((one) => teamLearner(one, network, initialWeights(network, 0)));
  const [{ buffer }] = learners[0]!.state as [Float32Array];
  const step = (number: number): number[] =>
    learners.map((learner) => {
      learner.input(4).set(Float32Array.from({ length: 1024 }, (_, i) => ((i * 7 + number) % 11) / 11));
      return learner.step({ images: 4, number, rate: 1 });
    });
  const found: number[] = [];
  for (const [number, threads] of [3, 1, 2, 3, 3, 1].entries()) {
    await learners[0]!.useThreads!(threads);
    found.push(team.threads);
    const [one, other] = step(number);
    assert.is(one, other);
  }
  assert.equal(found, [3, 1, 2, 3, 3, 1]);
  assert.is((learners[0]!.state as [Float32Array])[0].buffer, buffer);
  await Promise.all([team.stop(), alone.stop()]);
});

test('a team grows no further than it has room for', async () => {
  const team = newTeam(1, 2);
  await team.setThreads(8);
  assert.is(team.threads, 2);
  await team.stop();
});

test.run();
