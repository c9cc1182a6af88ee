/** Ways to play an environment in tests: the list of all levels, whole episodes, and the fixed script behind the golden hashes. */
import { Rng } from '../../src/core/rng.ts';
import type { Env, Obs, Split, TaskRef, Transition } from '../../src/envs/env.ts';
import { ENV_IDS, makeEnv, specOf } from '../../src/envs/registry.ts';

export const LEVELS = ENV_IDS.flatMap((id) => specOf(id).levels.map((l) => ({ id, ...l })));

export const refOf = (id: string, level: number, seed: number, split: Split = 'train'): TaskRef => ({
  env: id,
  level,
  split,
  seed,
});

/** Plays to the end; `choose` may look at the environment. Returns all transitions. */
export function playThrough(
  env: Env,
  ref: TaskRef,
  choose: (obs: Obs, env: Env, turn: number) => string,
): Transition[] {
  const transitions: Transition[] = [];
  let obs = env.reset(ref);
  for (;;) {
    const transition = env.step(choose(obs, env, transitions.length));
    transitions.push(transition);
    if (transition.terminated || transition.truncated) return transitions;
    obs = transition.obs;
  }
}

/** What each template of an open grammar stands for, as far as the choices below can tell. "search words" is itself a search. */
const TEMPLATES: Readonly<Record<string, RegExp>> = {
  'search words': /^search /,
  'answer words': /^answer (?!words$)/,
  letters: /^[a-z](?: [a-z])+$/,
  // Up to three signs are drawn; a sum of other numbers than the puzzle's is not among the choices.
  sum: /^\d(?: \d)*(?: [-+*] \d(?: \d)*)+$/,
  number: /^\d(?: \d)*$/,
  'ask property': /^ask (?!property)[a-z]+$/,
  'guess thing': /^guess (?!thing)[a-z]+$/,
};

/** Whether the list of actions shows an open grammar. */
export const isOpen = ({ admissible }: Obs): boolean => admissible.some((a) => a in TEMPLATES);

/** Whether the list of actions promises this one: by name, or by the template of an open grammar. */
export const isPromised = ({ admissible }: Obs, action: string): boolean =>
  admissible.some((a) => TEMPLATES[a]?.test(action) ?? a === action);

/** Mostly the oracle, often a random action, sometimes a wrong one: reaches deep states and every kind of turn. */
export function mixedChoice(rng: Rng): (obs: Obs, env: Env) => string {
  return (obs, env) => {
    const draw = rng.unit();
    // A lost position has no expert move.
    const best = draw < 0.5 ? env.oracle(rng) : null;
    if (best !== null) return best.action;
    if (draw < 0.9) return env.fillIn(rng.pick(obs.admissible), rng);
    return draw < 0.95 ? 'open nothing' : `${rng.pick(obs.admissible)} 1`;
  };
}

/** SHA-256 (hex) of 20 scripted episodes: everything an agent, a trainer or a page can see of them. */
export async function goldenHash(id: string, level: number): Promise<string> {
  const lines: string[] = [];
  const env = makeEnv(id);
  const splits: readonly Split[] = ['train', 'val', 'test', 'ood'];
  for (let seed = 0; seed < 20; seed++) {
    const rng = new Rng(seed, 'golden');
    const ref = refOf(id, level, seed, splits[seed % splits.length]);
    const choose = mixedChoice(rng);
    const transitions = playThrough(env, ref, (obs) => {
      lines.push(JSON.stringify([obs, env.oracle(rng), env.distance(), env.scene(), [...env.snapshot()]]));
      return choose(obs, env);
    });
    lines.push(JSON.stringify([ref, env.taskKey(), transitions]));
  }
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(lines.join('\n')));
  return Array.from(new Uint8Array(digest), (b) => b.toString(16).padStart(2, '0')).join('');
}

/** A change here is a change of an environment: raise its spec.version, because saved episodes and results no longer fit. */
export const GOLDEN: Readonly<Record<string, string>> = {
  'house/0': '72cc273f2b1c1271c09dd4772ccadb80cdfcba5e4dd12df0d37ae30ca00b9534',
  'house/1': '71082fe4040bfe0d41031ae7417a52206a6ff81896fb7d2bae70c051803f9026',
  'house/2': 'd554e7b3f6473b86d6959418ec9618494215d0c2ce23192dbc3c5c114b35e1e9',
  'shop/0': '513762f8b714c7af3c51ee7d9e1f9fa2786e0dda38f534c609fa01083167cc65',
  'shop/1': 'fe4284f2edce646b23af5c3d2a3dd92ba554341e6926c9fb1ed126ae257e2512',
  'shop/2': '1497d03a04bb61203adb1925fa3e639955ec59357d0655f145af799e49575323',
  'gui/0': '18348d58906ccd36ce045c9d975922eb691c4b9bc0a885e5394cd84513e5c9ba',
  'gui/1': '97792197ca4414b9bffe42a22f99dfa05edb222784b14ad154c27c5062055957',
  'gui/2': '303d8cf7b3db8d5619130cc20257f52a0a1b55c835edc7f28ed0df17192c45d9',
  'gui/3': '0c29d923c8930a8223a8cab17c9da30e24d9629718be8862f478ac51de1eb4ac',
  'bandit/0': '845b31304f27e2fd5e76ce3afcd9063b40a1ad8b0cc1fa41d8b035f65b012f92',
  'numberline/0': '962a1b942a517ca0a624c5f830c4fedc574c8e295b64dbeb7e8cfef2df68bf67',
  'lake/0': '7621b59e615620d711da964b1179b8c349b94c3bf3df9b6a556ef3d45c22c9c6',
};
