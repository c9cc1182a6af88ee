/** The message adapter, driven by a real WebSocket client. */
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { Rng } from '../core/rng.ts';
import type { Obs } from '../envs/env.ts';
import { makeEnv, specOf } from '../envs/registry.ts';
import { main } from './main.ts';
import { EnvSession } from './serve-env-session.ts';
import { MOST_MESSAGE_BYTES, openEnvServer, type EnvServer } from './serve-env-server.ts';

interface Reply {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

/** A driver: one connection, one answer a message. */
class Driver {
  readonly socket: WebSocket;
  readonly #answers: Reply[] = [];
  readonly #waiting: ((reply: Reply) => void)[] = [];
  readonly closed: Promise<number>;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (bytes: Buffer, isBinary) => {
      expect(isBinary).toBe(false);
      const reply = JSON.parse(bytes.toString()) as Reply;
      const next = this.#waiting.shift();
      if (next) next(reply);
      else this.#answers.push(reply);
    });
    this.closed = new Promise((done) => socket.on('close', done));
  }

  static async open(url: string): Promise<Driver> {
    const driver = new Driver(new WebSocket(url));
    await new Promise((done, fail) => driver.socket.once('open', done).once('error', fail));
    // What the server refuses breaks the connection while the client still writes; the close code is what is looked at.
    driver.socket.on('error', () => {});
    return driver;
  }

  next(): Promise<Reply> {
    const reply = this.#answers.shift();
    return reply ? Promise.resolve(reply) : new Promise((done) => this.#waiting.push(done));
  }

  raw(text: string | Uint8Array): Promise<Reply> {
    this.socket.send(text);
    return this.next();
  }

  ask(type: string, data?: unknown): Promise<Reply> {
    return this.raw(JSON.stringify(data === undefined ? { type } : { type, data }));
  }

  step(action: string): Promise<Reply> {
    return this.ask('step', { action });
  }
}

const LOCAL = { level: 0, host: '127.0.0.1', port: 0, sessions: 20 };
let server: EnvServer;
const drivers: Driver[] = [];
const open = async (url = server.url): Promise<Driver> => {
  const driver = await Driver.open(url);
  drivers.push(driver);
  return driver;
};
beforeAll(async () => {
  server = await openEnvServer({ ...LOCAL, env: 'lake' });
});
afterEach(async () => {
  for (const driver of drivers.splice(0)) {
    driver.socket.terminate();
    await driver.closed;
  }
  vi.restoreAllMocks();
});
afterAll(() => server.close());

/** The observation that the environment itself makes, in the adapter's words. */
const wireObs = ({ text, full, task, fullTask, admissible, anchor, brief = text }: Obs): object => ({
  text,
  full,
  task,
  full_task: fullTask,
  admissible,
  brief,
  anchor,
});
const errorOf = ({ type, data }: Reply): unknown[] => [type, data['code']];

describe('the messages of OpenEnv', () => {
  test('reset, step, state: an episode as the environment itself plays it', async () => {
    const driver = await open();
    for (let seed = 0; seed < 5; seed++) {
      const env = makeEnv('lake');
      const rng = new Rng(seed, 'driver');
      let obs = env.reset({ env: 'lake', level: 1, split: 'val', seed });
      const opening = await driver.ask('reset', { seed, level: 1, split: 'val' });
      const none = { turn: 0, terminated: false, truncated: false };
      const observation = { ...wireObs(obs), info: none };
      expect(opening).toEqual({ type: 'observation', data: { observation, reward: null, done: false } });
      for (let turn = 1, isOver = false; !isOver; turn++) {
        const action = rng.chance(0.1) ? 'open nothing' : (env.oracle(rng)?.action ?? rng.pick(obs.admissible));
        const { obs: next, reward, terminated, truncated, info } = env.step(action);
        isOver = terminated || truncated;
        const told = { ...wireObs(next), info: { turn, terminated, truncated, ...info } };
        expect(await driver.step(action)).toEqual({
          type: 'observation',
          data: { observation: told, reward, done: isOver },
        });
        expect((await driver.ask('state')).data).toMatchObject({ step_count: turn, done: isOver });
        obs = next;
      }
    }
  });

  test('state: nothing before the first reset, then the episode and what it is paid', async () => {
    const driver = await open();
    expect((await driver.ask('state')).data).toMatchObject({
      episode_id: null,
      step_count: 0,
      done: false,
      seed: null,
    });
    await driver.ask('reset', { seed: 7, level: 2, split: 'ood' });
    await driver.step('sleep');
    const { version, levels, reward } = specOf('lake');
    expect(await driver.ask('state')).toEqual({
      type: 'state',
      data: {
        episode_id: `lake@${version}/2/ood/7`,
        step_count: 1,
        done: false,
        env: 'lake',
        version,
        level: 2,
        split: 'ood',
        seed: 7,
        turn_limit: levels[2]!.turnLimit,
        success_reward: reward.success,
        invalid_reward: reward.invalid,
      },
    });
  });

  test('reset without data plays the next task; an episode_id of the driver’s is kept', async () => {
    const driver = await open();
    await driver.ask('reset');
    await driver.ask('reset', {});
    expect((await driver.ask('state', {})).data).toMatchObject({ seed: 1, split: 'train', level: 0 });
    await driver.ask('reset', { episode_id: 'mine' });
    expect((await driver.ask('state')).data).toMatchObject({ seed: 2, episode_id: 'mine' });
  });

  test('after the end nothing moves and no turn is counted', async () => {
    const driver = await open();
    await driver.ask('reset', { seed: 0 });
    const { turnLimit } = specOf('lake').levels[0]!;
    let last = await driver.step('sleep');
    for (let turn = 2; turn <= turnLimit; turn++) last = await driver.step('sleep');
    const labels = { truncated: true, reason: 'limit', turn: turnLimit };
    expect(last.data).toMatchObject({ reward: 0, done: true, observation: { info: labels } });
    expect((await driver.step('up')).data).toMatchObject({ reward: 0, done: true, observation: { admissible: [] } });
    expect((await driver.ask('state')).data).toMatchObject({ step_count: turnLimit, done: true });
  });

  test('close ends the connection without an answer', async () => {
    const driver = await open();
    await driver.ask('reset');
    driver.socket.send('{"type":"close"}');
    expect(await driver.closed).toBe(1000);
  });

  test('two drivers at once do not see each other', async () => {
    const [a, b] = [await open(), await open()];
    await Promise.all([a.ask('reset', { seed: 1 }), b.ask('reset', { seed: 2 })]);
    await a.step('sleep');
    await Promise.all([b.step('sleep'), b.step('wake'), a.step('sleep')]);
    expect((await a.ask('state')).data).toMatchObject({ seed: 1, step_count: 2 });
    expect((await b.ask('state')).data).toMatchObject({ seed: 2, step_count: 2 });
  });

  test('messages sent without waiting are answered in order', async () => {
    const driver = await open();
    for (const seed of [5, 6, 7]) {
      driver.socket.send(JSON.stringify({ type: 'reset', data: { seed } }));
      driver.socket.send('{"type":"state"}');
    }
    const replies = [];
    for (let i = 0; i < 6; i++) replies.push(await driver.next());
    expect(replies.map(({ data }) => data['seed'] ?? 'observation')).toEqual(
      [5, 6, 7].flatMap((seed) => ['observation', seed]),
    );
  });
});

describe('what is wrong is answered, and the episode goes on', () => {
  test.each<[string, string | Uint8Array, string, string]>([
    ['no JSON', 'reset', 'INVALID_JSON', 'Not JSON'],
    ['an empty message', '', 'INVALID_JSON', 'Not JSON'],
    ['not a number', '{"type":"reset","data":{"seed":NaN}}', 'INVALID_JSON', 'Not JSON'],
    ['a list', '[1]', 'VALIDATION_ERROR', 'A message is an object'],
    ['null', 'null', 'VALIDATION_ERROR', 'A message is an object'],
    ['binary', new Uint8Array([123, 125]), 'VALIDATION_ERROR', 'binary'],
    ['no type', '{}', 'UNKNOWN_TYPE', 'Unknown message type nothing: send reset, step, state or close.'],
    ['another type', '{"type":"fly"}', 'UNKNOWN_TYPE', 'Unknown message type "fly"'],
    ['a name of objects', '{"type":"constructor"}', 'UNKNOWN_TYPE', 'Unknown message type "constructor"'],
    [
      'data that is no object',
      '{"type":"step","data":"look"}',
      'VALIDATION_ERROR',
      'data must be an object, not "look"',
    ],
    ['no action', '{"type":"step"}', 'VALIDATION_ERROR', 'A step’s data is {"action": "…"}, not {}'],
    ['an action by number', '{"type":"step","data":{"action":3}}', 'VALIDATION_ERROR', '{"action": "…"}'],
    ['another field', '{"type":"step","data":{"action":"look","act":1}}', 'VALIDATION_ERROR', 'Unknown field "act"'],
    ['a misspelt seed', '{"type":"reset","data":{"sead":3}}', 'VALIDATION_ERROR', 'Unknown field "sead" in reset'],
    ['__proto__', '{"type":"reset","data":{"__proto__":{"seed":3}}}', 'VALIDATION_ERROR', 'Unknown field "__proto__"'],
    [
      'a seed in words',
      '{"type":"reset","data":{"seed":"3"}}',
      'VALIDATION_ERROR',
      'seed must be a whole number, not "3"',
    ],
    ['half a seed', '{"type":"reset","data":{"seed":0.5}}', 'VALIDATION_ERROR', 'A seed is a whole number from 0'],
    ['a seed below 0', '{"type":"reset","data":{"seed":-1}}', 'VALIDATION_ERROR', 'A seed is a whole number from 0'],
    ['level 9', '{"type":"reset","data":{"level":9}}', 'VALIDATION_ERROR', 'Lake has no level 9. Choose one of 0'],
    ['a level in words', '{"type":"reset","data":{"level":"0"}}', 'VALIDATION_ERROR', 'level must be a whole number'],
    [
      'another split',
      '{"type":"reset","data":{"split":"dev"}}',
      'VALIDATION_ERROR',
      'Unknown split "dev". Choose one of',
    ],
    ['a split by number', '{"type":"reset","data":{"split":1}}', 'VALIDATION_ERROR', 'split must be a text'],
    [
      'an endless id',
      JSON.stringify({ type: 'reset', data: { episode_id: 'x'.repeat(256) } }),
      'VALIDATION_ERROR',
      '255',
    ],
    ['a deep nest', '['.repeat(100_000), 'INVALID_JSON', 'Not JSON'],
  ])('%s', async (_, text, code, words) => {
    const driver = await open();
    await driver.ask('reset', { seed: 11 });
    await driver.step('sleep');
    const reply = await driver.raw(text);
    expect(errorOf(reply)).toEqual(['error', code]);
    expect(reply.data['message']).toContain(words);
    expect(String(reply.data['message']).length).toBeLessThan(300);
    const after = await driver.step('sleep');
    expect(after.data).toMatchObject({ observation: { info: { turn: 2, repeat: true } } });
  });

  test('a step before the first reset', async () => {
    const driver = await open();
    const reply = await driver.step('sleep');
    expect(errorOf(reply)).toEqual(['error', 'VALIDATION_ERROR']);
    expect(reply.data['message']).toContain('send reset first');
    expect((await driver.ask('reset')).type).toBe('observation');
  });
});

describe('hostile drivers', () => {
  test('any text is an action: 100 kB, control characters, half a character', async () => {
    const driver = await open();
    await driver.ask('reset', { seed: 1 });
    for (const action of ['x'.repeat(100_000), '\u0000\n\t', '\ud800', '', '__proto__']) {
      const { data } = await driver.step(action);
      expect(data).toMatchObject({ reward: 0, done: false, observation: { info: { valid: false, effective: false } } });
    }
    expect((await driver.ask('state')).data).toMatchObject({ step_count: 5 });
  });

  test('a message over the limit ends its connection alone, before it is read', async () => {
    const [bystander, driver] = [await open(), await open()];
    await bystander.ask('reset', { seed: 4 });
    driver.socket.send('x'.repeat(MOST_MESSAGE_BYTES + 1));
    expect(await driver.closed).toBe(1009);
    expect((await bystander.step('sleep')).data).toMatchObject({ done: false });

    // 100 MB are announced, and refused before they come: no memory is set aside for them.
    const liar = rawClient();
    await liar.shaken;
    const header = Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0x05, 0xf5, 0xe1, 0x00, 0, 0, 0, 0]);
    liar.socket.write(header);
    // A close frame (0x88) with code 1009.
    expect([...(await liar.frame())]).toEqual([0x88, 2, 1009 >> 8, 1009 & 255]);
    liar.socket.destroy();
    expect((await bystander.step('sleep')).data).toMatchObject({ done: false });
  });

  test('a driver that leaves in the middle of an episode, or of a frame, takes nobody along', async () => {
    const [bystander, driver] = [await open(), await open()];
    await bystander.ask('reset', { seed: 4 });
    await driver.ask('reset', { seed: 5 });
    driver.socket.terminate();
    const half = rawClient();
    await half.shaken;
    half.socket.write(Buffer.from([0x81, 0xfe, 0x10]));
    half.socket.destroy();
    expect((await bystander.step('sleep')).data).toMatchObject({ done: false, observation: { info: { turn: 1 } } });
    expect((await (await open()).ask('reset', { seed: 5 })).type).toBe('observation');
  });

  test('a driver that never reads is not read from: its answers cannot pile up here', async () => {
    const driver = await open();
    await driver.ask('reset', { seed: 1 });
    driver.socket.pause();
    const answer = vi.spyOn(EnvSession.prototype, 'answer');
    // Some 36 MB of answers, more than the buffers of both sides' systems take.
    const MESSAGES = 60_000;
    for (let i = 0; i < MESSAGES; i++) driver.socket.send('{"type":"step","data":{"action":"sleep"}}');
    let before = -1;
    while (answer.mock.calls.length > before) {
      before = answer.mock.calls.length;
      await new Promise((done) => setTimeout(done, 300));
    }
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(MESSAGES);
    expect((await (await open()).ask('reset')).type).toBe('observation');
    driver.socket.resume();
    for (let i = 0; i < MESSAGES; i++) await driver.next();
    expect((await driver.ask('state')).type).toBe('state');
  });

  test('one driver more than there is room for is told so', async () => {
    const some = await openEnvServer({ ...LOCAL, env: 'bandit', sessions: 3 });
    const all = await Promise.all([1, 2, 3].map(() => open(some.url)));
    const late = await open(some.url);
    expect(errorOf(await late.next())).toEqual(['error', 'CAPACITY_REACHED']);
    expect(await late.closed).toBe(1013);
    expect((await all[2]!.ask('reset')).type).toBe('observation');
    all[0]!.socket.send('{"type":"close"}');
    await all[0]!.closed;
    await vi.waitFor(async () => expect((await (await open(some.url)).ask('reset')).type).toBe('observation'));
    await some.close();
  });

  test('stopping says goodbye to everybody, and does not wait for those who do not answer', async () => {
    const some = await openEnvServer({ ...LOCAL, env: 'bandit' });
    const driver = await open(some.url);
    const silent = rawClient(some.url);
    await silent.shaken;
    await some.close();
    expect(await driver.closed).toBe(1001);
    silent.socket.destroy();
    await expect(Driver.open(some.url)).rejects.toThrow('ECONNREFUSED');
  });
});

describe('turnlab serve-env', () => {
  test('serves until it is stopped', async () => {
    const listeners = (): number => process.listenerCount('SIGINT') + process.listenerCount('SIGTERM');
    const before = listeners();
    let out = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
    const done = main(['serve-env', '--env', 'numberline', '--port', '0', '--json']);
    await vi.waitFor(() => expect(out).toContain('\n'));
    const { kind, url } = JSON.parse(out) as Record<string, string>;
    expect(kind).toBe('serving');
    const driver = await open(url);
    expect((await driver.ask('reset', { seed: 3 })).data).toMatchObject({ done: false });
    process.emit('SIGTERM');
    expect(await driver.closed).toBe(1001);
    expect(await done).toBe(0);
    expect(listeners()).toBe(before);
  });

  test.each([
    [[], 'serve-env needs --env.'],
    [['--env', 'mars'], 'Unknown environment "mars".'],
    [['--env', 'house', '--level', '9'], 'MiniHouse has no level 9.'],
    [['--env', 'house', '--level', 'x'], '--level must be a number'],
    [['--env', 'house', '--port', '70000'], '--port must be a whole number from 0 to 65535'],
    [['--env', 'house', '--port', 'TAKEN'], 'is taken. Name another with --port.'],
    [['--env', 'house', '--host', '203.0.113.1'], 'Cannot listen on 203.0.113.1.'],
    [['--env', 'house', '--split', 'val'], 'Unknown flag --split.'],
  ])('%j: one line on stderr, exit 2', async (argv, sentence) => {
    let err = '';
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
    const filled = argv.map((word) => (word === 'TAKEN' ? new URL(server.url).port : word));
    expect(await main(['serve-env', ...filled])).toBe(2);
    expect(err).toContain(sentence);
    expect(err.trim().split('\n')).toHaveLength(1);
  });
});

/** A client that shakes hands and then does as it likes. */
function rawClient(url = server.url): { socket: Socket; shaken: Promise<void>; frame: () => Promise<Buffer> } {
  const { port, host } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.on('error', () => {});
  const next = (): Promise<Buffer> => new Promise((done) => socket.once('data', done));
  const lines = ['GET /ws HTTP/1.1', `Host: ${host}`, 'Connection: Upgrade', 'Upgrade: websocket'];
  lines.push('Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', '', '');
  socket.write(lines.join('\r\n'));
  const shaken = next().then((bytes) => expect(bytes.toString()).toContain('101 Switching Protocols'));
  return { socket, shaken, frame: next };
}
