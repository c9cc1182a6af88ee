/** The table: every player at every environment, races between people and agents, and what goes wrong. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { TurnlabError } from '../../core/errors.ts';
import { ENV_IDS, makeEnv } from '../../envs/registry.ts';
import type { PromptView } from '../../rollout/prompt.ts';
import type { AgentPlayer } from './agent-player.ts';
import { BUILT_IN } from './playable.ts';
import { PlaySession, type FindAgent } from './play-session.ts';

const HOUSE = { env: 'house', level: 0, split: 'train', seed: 3 } as const;
const noAgent: FindAgent = () => Promise.reject(new TurnlabError('bad-argument', 'No agent here.', 'Train one.'));

const facts = {
  stage: 'training',
  update: 7,
  temperature: 0.6,
  history: 2,
  observation: 'text',
  actionList: true,
} as const;
/** Says what it is told to, when it is told to. */
function scripted(): AgentPlayer & { answer: (action: string) => void; asked: () => number; isGone: boolean } {
  const waiting: ((action: string) => void)[] = [];
  let asked = 0;
  const agent = {
    facts,
    isGone: false,
    asked: () => asked,
    answer: (action: string) => waiting.shift()?.(action),
    say: () =>
      new Promise<{ think: string; action: string; formatValid: boolean }>((resolve) => {
        asked++;
        waiting.push((action) => resolve({ think: 'so', action, formatValid: true }));
      }),
    dispose() {
      agent.isGone = true;
    },
  };
  return agent;
}

const untilOver = async (table: PlaySession): Promise<void> => {
  for (let turn = 0; turn < 200 && table.state.episode?.end === null; turn++) await table.step();
};

afterEach(() => {
  vi.useRealTimers();
});

/** What an agent with such sight is shown in its first two turns on a lake, going down. */
async function viewsOf(sight: Partial<AgentPlayer['facts']>): Promise<PromptView[]> {
  const views: PromptView[] = [];
  const agent: AgentPlayer = {
    facts: { ...facts, ...sight },
    say: ({ view }) => {
      views.push(view);
      return Promise.resolve({ think: '', action: 'down', formatValid: true });
    },
    dispose: () => {},
  };
  const table = new PlaySession({ env: 'lake', level: 0, split: 'val', seed: 3 }, () => Promise.resolve(agent));
  table.sit('agent', 'a run');
  await table.step();
  await table.step();
  expect(table.state.problem).toBe('');
  return views;
}

test('an agent that was trained without the list of actions is not given it', async () => {
  const told = await viewsOf({ actionList: true });
  expect(told.map(({ admissible }) => admissible.length)).toEqual([4, 4]);
  expect(await viewsOf({ actionList: false })).toEqual(told.map((view) => ({ ...view, admissible: [] })));
});

test('an agent that sees is given the picture of the moment and no words of the world, one that reads the words', async () => {
  const views = [...(await viewsOf({ observation: 'picture' })), ...(await viewsOf({ observation: 'text' }))];
  const world = makeEnv('lake');
  world.reset({ env: 'lake', level: 0, split: 'val', seed: 3 });
  const [first, second, told] = views;
  expect(first!.observation).toEqual(world.picture());
  const { obs } = world.step('down');
  expect(second).toMatchObject({ observation: world.picture(), past: [{ action: 'down' }] });
  expect(second!.past[0]).not.toHaveProperty('caused');
  expect(told!.observation).toBeTypeOf('string');
  expect(views[3]).toMatchObject({ observation: obs.text, past: [{ action: 'down', caused: obs.text }] });
});

describe('who plays', () => {
  test.each(ENV_IDS)('chance and the expert play %s to its end, the same way again', async (env) => {
    for (const player of ['random', 'expert'] as const) {
      const table = new PlaySession({ env, level: 0, split: 'val', seed: 5 }, noAgent);
      table.sit(player);
      await untilOver(table);
      const { episode, problem } = table.state;
      expect([problem, episode!.end]).toEqual(['', expect.stringMatching(/won|dead|limit/)]);
      const actions = episode!.turns.map((turn) => turn.action);
      expect(episode!.gain).toBeCloseTo(
        episode!.turns.reduce((sum, turn) => sum + turn.reward, 0),
        12,
      );
      table.restart();
      await untilOver(table);
      expect(table.state.episode!.turns.map((turn) => turn.action)).toEqual(actions);
    }
  });

  test('a person acts with any text; turns are judged, and more than the end is not taken', () => {
    const table = new PlaySession({ env: 'number', level: 0, split: 'train', seed: 0 }, noAgent);
    for (const bad of ['', 'x'.repeat(100_000), '\u0000\u001b[31m\u202e', '9 9 9 9 9 9 9']) table.act(bad);
    expect(table.state.episode!.turns.map((turn) => turn.info.valid)).toEqual([false, false, false, false]);
    table.act('no');
    expect(table.state.episode!.end).toBe('limit');
    table.act('one more');
    expect(table.state.episode!.turns).toHaveLength(5);
    expect(table.state.problem).toBe('');
  });

  test.each([
    ['number', '  7 ', '7'],
    ['number', '10', '1 0'],
    ['house', ' LOOK', 'look'],
    ['house', 'fly  Away', 'fly  Away'],
    ['wordle', 'NaGo', 'n a g o'],
  ])('in %s a person may write "%s" for "%s"', (env, typed, action) => {
    const level = env === 'house' ? 0 : 1;
    const seed = Array.from({ length: 500 }, (_, i) => i).find((i) => {
      // A range of numbers that holds both.
      const task = makeEnv(env).reset({ env, level, split: 'train', seed: i }).fullTask;
      return env !== 'number' || /one of [0-7] to/.test(task);
    })!;
    const table = new PlaySession({ env, level, split: 'train', seed }, noAgent);
    table.act(typed);
    expect(table.state.episode!.turns).toMatchObject([
      { action, info: { valid: env !== 'house' || typed !== 'fly  Away' } },
    ]);
    table.act(typed);
    expect(table.state.episode!.turns).toHaveLength(2);
    expect(table.state.episode!.turns[1]!.info).toMatchObject({ repeat: true });
  });

  test('numbers within an action, and sums, may be written as people write them', () => {
    const table = new PlaySession({ env: 'gui', level: 1, split: 'train', seed: 44 }, noAgent);
    for (const action of ['click privacy', 'click lock', 'click passcode', 'type 407']) table.act(action);
    expect(table.state.episode!.turns.at(-1)).toMatchObject({ action: 'type 4 0 7', info: { valid: true } });
    const sums = new PlaySession({ env: 'countdown', level: 4, split: 'train', seed: 0 }, noAgent);
    sums.act('(5+9)*(7-7)');
    expect(sums.state.episode!.turns[0]).toMatchObject({ action: '( 5 + 9 ) * ( 7 - 7 )', info: { valid: true } });
  });

  test('a person may take over from the expert and hand back', async () => {
    const table = new PlaySession(HOUSE, noAgent);
    table.sit('expert');
    await table.step();
    table.act('look');
    await table.step();
    expect(table.state.episode!.turns.map((turn) => turn.by)).toEqual(['expert', 'you', 'expert']);
  });

  test('entries that stand for many are told from actions', () => {
    const table = new PlaySession({ env: 'questions', level: 0, split: 'train', seed: 0 }, noAgent);
    expect(table.isTemplate('ask property')).toBe(true);
    expect(table.isTemplate('ask small')).toBe(false);
  });
});

describe('an agent', () => {
  test('is shown the prompt’s view, answers, and is sent away when nobody looks', async () => {
    const agent = scripted();
    const table = new PlaySession(HOUSE, () => Promise.resolve(agent));
    table.sit('agent', 'run-1');
    const step = table.step();
    await vi.waitFor(() => expect(agent.asked()).toBe(1));
    expect(table.state.isWaiting).toBe(true);
    agent.answer('look');
    await step;
    expect(table.state).toMatchObject({ isWaiting: false, agent: facts });
    expect(table.state.episode!.turns).toMatchObject([{ by: 'agent', action: 'look', think: 'so' }]);
    table.rest();
    expect(agent.isGone).toBe(true);
    expect(table.state.agent).toBeNull();
  });

  test('that answers after the person has moved, or gone to another task, is not heard', async () => {
    const agent = scripted();
    const table = new PlaySession(HOUSE, () => Promise.resolve(agent));
    table.sit('agent', 'run-1');
    const first = table.step();
    await vi.waitFor(() => expect(agent.asked()).toBe(1));
    table.act('look');
    agent.answer('inventory');
    await first;
    expect(table.state.episode!.turns.map((turn) => turn.action)).toEqual(['look']);

    const second = table.step();
    await vi.waitFor(() => expect(agent.asked()).toBe(2));
    table.next();
    agent.answer('inventory');
    await second;
    expect(table.state.episode!.turns).toHaveLength(0);
    expect(table.state.isWaiting).toBe(false);
  });

  test('that cannot be had is told in a sentence, and time stops', async () => {
    const table = new PlaySession(HOUSE, noAgent);
    table.sit('agent', 'gone');
    table.play();
    await vi.waitFor(() => expect(table.state.problem).toBe('No agent here. Train one.'));
    expect(table.state).toMatchObject({ isPlaying: false, isWaiting: false });
    table.sit('you');
    expect(table.state.problem).toBe('');
  });

  test('of one environment does not sit down to another', () => {
    const table = new PlaySession(HOUSE, noAgent);
    table.sit('agent', 'run-1');
    table.choose(BUILT_IN.find(({ spec }) => spec.id === 'lake')!);
    expect(table.state).toMatchObject({ player: 'you', run: '' });
  });
});

describe('time', () => {
  test('plays turn by turn until the end, and stands still when paused', async () => {
    vi.useFakeTimers();
    const table = new PlaySession(HOUSE, noAgent);
    table.sit('expert');
    table.play();
    await vi.advanceTimersByTimeAsync(0);
    expect(table.state.episode!.turns).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(table.state.episode!.turns).toHaveLength(2);
    table.pause();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(table.state.episode!.turns).toHaveLength(2);
    table.play();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(table.state).toMatchObject({ isPlaying: false, episode: { end: 'won' } });
  });
});

describe('what goes wrong', () => {
  test('a level that does not exist becomes the nearest and is told; seeds go round', () => {
    const table = new PlaySession({ env: 'lake', level: 9, split: 'val', seed: 0xffff_ffff }, noAgent);
    expect(table.state.problem).toMatch(/has no level 9( \(it has 0 to \d\))?; level \d was taken/);
    table.next();
    expect(table.state).toMatchObject({ seed: 0, problem: '' });
  });

  test('an environment that throws ends the episode with a sentence; restarting helps', async () => {
    let isIll = false;
    const make = () => {
      const env = makeEnv('lake');
      const step = env.step.bind(env);
      env.step = (action) => {
        if (isIll) throw new Error('the ice is an array');
        return step(action);
      };
      return env;
    };
    const table = new PlaySession(HOUSE, noAgent);
    table.choose({ ...BUILT_IN.find(({ spec }) => spec.id === 'lake')!, make });
    table.act('left');
    isIll = true;
    table.act('left');
    expect(table.state.isBroken).toBe(true);
    expect(table.state.problem).toContain('the ice is an array');
    expect(table.state.episode!.turns).toHaveLength(1);
    table.act('left');
    table.sit('random');
    await table.step();
    expect(table.state.episode!.turns).toHaveLength(1);
    isIll = false;
    table.restart();
    expect(table.state).toMatchObject({ isBroken: false, problem: '' });
    table.act('left');
    expect(table.state.episode!.turns).toHaveLength(1);
  });

  test('a task that cannot be made leaves no picture of another one', () => {
    const table = new PlaySession(HOUSE, noAgent);
    const make = () => {
      throw new TurnlabError('internal', 'No task.');
    };
    table.choose({ ...BUILT_IN[0]!, make });
    expect(table.state).toMatchObject({ episode: null, problem: 'No task.' });
  });
});
