/** Own data comes back from kept runs, also where one of them was damaged. */
import { expect, test } from 'vitest';
import { settingsFrom } from '../../core/settings.ts';
import { CpuExecutor } from '../../engine/cpu/executor.ts';
import { TINY_AGENT } from '../../train/tiny.fixture.ts';
import { Trainer } from '../../train/trainer.ts';
import { ownAtHand, ownOf } from '../own-at-hand.ts';
import { readOwn } from '../play/own-data.ts';
import { OWN_EXAMPLES } from '../play/own-examples.ts';
import type { Library } from './library.ts';
import { followOwn } from './own-of-runs.ts';

test('a damaged checkpoint does not keep another run from bringing the same data', async () => {
  const env = readOwn('wordle', OWN_EXAMPLES[1]!.text);
  const began = settingsFrom('nano', { ...TINY_AGENT, env });
  const executor = await CpuExecutor.create({ precision: 'f32' });
  const whole = await (await Trainer.create(began, { executor, emit: () => {} })).checkpoint();
  ownAtHand.setState([], true);
  const library = {
    runs: ['damaged', 'whole'].map((id) => ({ id, began, checkpointUpdate: 0 })),
    store: { subscribe: () => () => {} },
    storage: { checkpoint: async (id: string) => (id === 'whole' ? whole : whole.slice(0, 40)) },
  };
  await followOwn(library as unknown as Library);
  expect(ownOf(env)).toBeDefined();
});
