/** What the host does in the middle of a trainer step: listen before every turn, pause there, change thresholds there. */
import { describe, expect, test } from 'vitest';
import { settingsFrom, type Settings } from '../core/settings.ts';
import { CpuExecutor } from '../engine/cpu/executor.ts';
import { Trainer } from '../train/trainer.ts';
import { LabHost } from './host.ts';
import type { Command, WorkerEvent } from './protocol.ts';

const settings = settingsFrom('nano', {
  env: 'numberline',
  width: 16,
  heads: 1,
  kvHeads: 1,
  mlpWidth: 32,
  groups: 2,
  groupSize: 2,
  maxNewTokens: 16,
  warmStart: false,
  evalEpisodes: 8,
  evalEvery: 100,
  updates: 3,
  window: 0,
  minThink: 0,
});

type Wanted = (event: WorkerEvent) => boolean;

class Lab {
  readonly events: WorkerEvent[] = [];
  readonly host: LabHost;
  #waiting: { wanted: Wanted; done: (event: WorkerEvent) => void }[] = [];

  constructor() {
    this.host = new LabHost({
      open: async () => ({
        executor: await CpuExecutor.create({ precision: 'f32' }),
        software: false,
        notice: '',
      }),
      post: (event) => {
        this.events.push(event);
        const [now, later] = [true, false].map((kind) => this.#waiting.filter((w) => w.wanted(event) === kind));
        this.#waiting = later!;
        for (const { done } of now!) done(event);
      },
    });
  }

  next(wanted: Wanted): Promise<WorkerEvent> {
    return new Promise((done) => this.#waiting.push({ wanted, done }));
  }

  /** Sends a command and waits for what it should lead to. */
  send(command: Command, wanted: Wanted): Promise<WorkerEvent> {
    const event = this.next(wanted);
    this.host.receive(command);
    return event;
  }

  /** Opened and evaluated once: the next step is the first update. */
  async openedAt(overrides: Partial<Settings> = {}): Promise<void> {
    await this.send({ kind: 'open', settings: { ...settings, ...overrides }, backend: 'cpu' }, isState('paused'));
    await this.send({ kind: 'step' }, isState('paused'));
  }

  /** Training turns that were about to be played, over all updates. */
  turnsBegun(): number {
    return this.events.filter(isTurn()).length;
  }

  async checkpoint(): Promise<Uint8Array> {
    const saved = await this.send({ kind: 'checkpoint', request: 1 }, (e) => e.kind === 'checkpoint');
    return saved.kind === 'checkpoint' ? saved.bytes : new Uint8Array();
  }
}

const isState =
  (state: string): Wanted =>
  (e) =>
    e.kind === 'status' && e.status.state === state;
const isTurn =
  (note?: string): Wanted =>
  (e) =>
    e.kind === 'train' &&
    e.event.kind === 'progress' &&
    e.event.phase === 'collecting' &&
    (note === undefined || e.event.note === note);
const isUpdate: Wanted = (e) => e.kind === 'train' && e.event.kind === 'update';
const aWhile = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60));

describe('in the middle of an update', () => {
  test('pause holds before the next turn; run goes on from there to the bytes of a run that was never paused', async () => {
    const lab = new Lab();
    await lab.openedAt();
    const finished = lab.next(isState('finished'));
    await lab.send({ kind: 'run' }, isTurn('turn 2'));
    await lab.send({ kind: 'pause' }, isState('paused'));
    const [turns, updates] = [lab.turnsBegun(), lab.events.filter(isUpdate).length];
    await aWhile();
    expect([lab.turnsBegun(), lab.events.filter(isUpdate).length]).toEqual([turns, updates]);
    expect(updates).toBe(0);
    lab.host.receive({ kind: 'run' });
    await finished;

    const plain = new Lab();
    await plain.openedAt();
    await plain.send({ kind: 'run' }, isState('finished'));
    expect(await lab.checkpoint()).toEqual(await plain.checkpoint());
  });

  test('tells turns of the episode on show only while somebody watches, each once, and trains to the same bytes', async () => {
    const lab = new Lab();
    lab.host.receive({ kind: 'watch', on: true });
    await lab.openedAt();
    const turns = () => lab.events.flatMap((e) => (e.kind === 'train' && e.event.kind === 'turn' ? [e.event] : []));
    const paused = lab.next(isState('paused'));
    lab.host.receive({ kind: 'step' });
    await paused;
    const shown = lab.events
      .flatMap((e) => (e.kind === 'train' && e.event.kind === 'episode' ? [e.event] : []))
      .at(-1)!;
    const { turns: played, episode } = shown.trajectory;
    expect(turns().map(({ update, turn }) => [update, turn])).toEqual(played.map((_, turn) => [1, turn]));
    for (const [turn, { prompt: _, scene: __, ...rest }] of played.entries())
      expect(turns()[turn]).toMatchObject({ episode, played: rest });
    // What learning alone needs does not travel.
    expect(Object.keys(turns()[0]!.played)).not.toContain('prompt');
    const told = turns().length;
    lab.host.receive({ kind: 'watch', on: false });
    await lab.send({ kind: 'run' }, isState('finished'));
    expect(turns()).toHaveLength(told);

    const plain = new Lab();
    await plain.openedAt();
    await plain.send({ kind: 'run' }, isState('finished'));
    expect(await lab.checkpoint()).toEqual(await plain.checkpoint());
  });

  test('what is set is in force from the next turn on and says so; what is refused leaves everything', async () => {
    const lab = new Lab();
    await lab.openedAt();
    const finished = lab.next(isState('finished'));
    await lab.send({ kind: 'run' }, isTurn('turn 1'));
    const changed = await lab.send({ kind: 'set', changes: { tti: true, epsilon: 0.5 } }, (e) => e.kind === 'changed');
    expect(changed).toMatchObject({ update: 0, turn: 1, changes: { tti: true, epsilon: 0.5 } });
    const failed = await lab.send({ kind: 'set', changes: { minThink: 9, maxThink: 2 } }, (e) => e.kind === 'failed');
    expect(failed).toMatchObject({ code: 'bad-setting', fatal: false, command: 'set' });
    await finished;
  });

  test('a step goes to the end of the update, a step by turn to the next turn', async () => {
    const lab = new Lab();
    await lab.openedAt();
    for (const turn of [1, 2, 3]) {
      await lab.send({ kind: 'step', unit: 'turn' }, isState('paused'));
      // The turn that comes next has been announced and not been played.
      expect(lab.turnsBegun()).toBe(turn + 1);
    }
    expect(lab.events.filter(isUpdate)).toHaveLength(0);
    await lab.send({ kind: 'step' }, isState('paused'));
    expect(lab.events.filter(isUpdate)).toHaveLength(1);
    await aWhile();
    expect(lab.events.filter(isUpdate)).toHaveLength(1);
  });

  test('a step by turn ends with the update where no more turns come', async () => {
    const lab = new Lab();
    await lab.openedAt({ env: 'bandit', maxNewTokens: 8 });
    await lab.send({ kind: 'step', unit: 'turn' }, isState('paused'));
    for (let i = 0; i < 20 && lab.events.filter(isUpdate).length === 0; i++)
      await lab.send({ kind: 'step', unit: 'turn' }, isState('paused'));
    expect(lab.events.filter(isUpdate)).toHaveLength(1);
  });

  test('another run may take the place of a paused one at once', async () => {
    const lab = new Lab();
    await lab.openedAt();
    await lab.send({ kind: 'step', unit: 'turn' }, isState('paused'));
    const opened = await lab.send(
      { kind: 'open', settings: { ...settings, seed: 9 }, backend: 'cpu' },
      (e) => e.kind === 'opened',
    );
    expect(opened).toMatchObject({ settings: { seed: 9 } });
    await lab.send({ kind: 'close' }, isState('empty'));
  });

  test('a checkpoint taken there goes on to the bytes of the run itself, changes included', async () => {
    const lab = new Lab();
    await lab.openedAt();
    await lab.send({ kind: 'step', unit: 'turn' }, isState('paused'));
    await lab.send({ kind: 'set', changes: { thinkBudget: 2 } }, (e) => e.kind === 'changed');
    await lab.send({ kind: 'step', unit: 'turn' }, isState('paused'));
    const bytes = await lab.checkpoint();
    await lab.send({ kind: 'run' }, isState('finished'));
    const trainer = await Trainer.resume(bytes, {
      executor: await CpuExecutor.create({ precision: 'f32' }),
      emit: () => {},
    });
    expect([trainer.update, trainer.settings.thinkBudget]).toEqual([0, 0]);
    while (await trainer.step());
    expect(await trainer.checkpoint()).toEqual(await lab.checkpoint());
  });

  test('a device lost there costs no change that a person made', async () => {
    const end = async (lose: boolean): Promise<Uint8Array> => {
      const lab = new Lab();
      await lab.openedAt();
      await lab.send({ kind: 'step', unit: 'turn' }, isState('paused'));
      await lab.send({ kind: 'set', changes: { thinkBudget: 2, learningRate: 5e-3 } }, (e) => e.kind === 'changed');
      if (lose) {
        lab.host.receive({ kind: 'lose-device' });
        await lab.send({ kind: 'step' }, (e) => e.kind === 'recovered');
      }
      await lab.send({ kind: 'run' }, isState('finished'));
      return lab.checkpoint();
    };
    expect(await end(true)).toEqual(await end(false));
  });
});

describe('calibration', () => {
  test('answers with what it measured and sets both thresholds, between updates and inside one', async () => {
    const lab = new Lab();
    await lab.openedAt({ groups: 8, groupSize: 4 });
    const isChanged: Wanted = (e) => e.kind === 'changed';
    const between = await lab.send({ kind: 'calibrate', rate: 0.2 }, isChanged);
    const found = lab.events.flatMap((e) => (e.kind === 'train' && e.event.kind === 'calibration' ? [e.event] : []));
    expect(found).toHaveLength(1);
    expect(between).toMatchObject({ turn: 0, changes: { epsilon: found[0]!.epsilon, eta: found[0]!.eta } });
    await lab.send({ kind: 'step', unit: 'turn' }, isState('paused'));
    expect(await lab.send({ kind: 'calibrate', rate: 0.5 }, isChanged)).toMatchObject({ update: 0, turn: 2 });
  });

  test.each([
    ['too few turns', 0.2, { groups: 1 }],
    ['a rate outside its range', 1.5, { groups: 8 }],
  ])('with %s is refused in a sentence and changes nothing', async (_, rate, overrides) => {
    const lab = new Lab();
    await lab.openedAt(overrides);
    const failed = await lab.send({ kind: 'calibrate', rate }, (e) => e.kind === 'failed');
    expect(failed).toMatchObject({ code: 'bad-setting', fatal: false });
    expect(lab.events.some((e) => e.kind === 'changed')).toBe(false);
    await lab.send({ kind: 'step' }, isState('paused'));
  });
});
