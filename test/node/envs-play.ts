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
  sum: /^(?:\( )?\d(?: \d)*(?: [-+*] (?:\( )?\d(?: \d)*(?: \))?)+$/,
  number: /^\d(?: \d)*$/,
  'click number number': /^click [0-7] [0-7]$/,
  'type words': /^type (?!words)[a-z0-9]+(?: [a-z0-9]+){0,3}$/,
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

/** Levels whose state can be seen. */
export const SEEN = LEVELS.filter(({ id }) => specOf(id).pictures);

/** SHA-256 (hex) of every picture of 20 scripted episodes: sizes, colours and pixels. */
export async function pictureHash(id: string, level: number): Promise<string> {
  const parts: Uint8Array[] = [];
  const env = makeEnv(id);
  const splits: readonly Split[] = ['train', 'val', 'test', 'ood'];
  const look = (): void => {
    const { width, height, palette, pixels } = env.picture();
    parts.push(Uint8Array.of(width, height), palette, pixels);
  };
  for (let seed = 0; seed < 20; seed++) {
    const rng = new Rng(seed, 'pictures');
    const choose = mixedChoice(rng);
    playThrough(env, refOf(id, level, seed, splits[seed % splits.length]), (obs) => {
      look();
      return choose(obs, env);
    });
    look();
  }
  const bytes = new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(digest), (b) => b.toString(16).padStart(2, '0')).join('');
}

/** A change here is a change of what models that see were trained on. */
export const GOLDEN_PICTURES: Readonly<Record<string, string>> = {
  'push/0': '0abde15e3173043c4592953f900118d5eab2ec1cd94ef2ee13714cd02e1238cc',
  'push/1': '04c446e4b04cb1fa38f6184f63c767670c88d6739f8ebddf58cd9283ec278872',
  'push/2': '7f62fa2349416b87bac5e9a9a751c668c78a90cbb5c6bbbba64d81096e07c08e',
  'push/3': '872b9ffadde7a1f859325ddd72fad250e1caff0fa6221e782f120aef2b41dfa0',
  'gui/0': '1c4b7062eb6302457aeee93e3e893bce0825a76908694b0a553f8a969c27db92',
  'gui/1': '72ebdd4646136d95be949a3c71dadf342fc4de5bd2cf55878fbc00a48580b493',
  'gui/2': 'c34929916f27ca82914abd1cc1542e27c168a28a0adbcdf1760e62cb096460ed',
  'gui/3': '74d07bdc8b6b9cd3d3ef04e82870cfe72a448aeb295886e109e5dbca9f5167d7',
  'gui/4': 'ee2a7b5aa95f384d560733bc007fcb8e9a0c448f3dad73197248ccf517de2fd8',
  'lake/0': '0cfaa3c608de828c8a1b916b22f5406751e4ec85a1487f2faf40cc800051f23c',
  'lake/1': 'a5c3553e9a03518fcb514c9bf714beb23718fd6dd624cbb25a17a6955c861c97',
  'lake/2': 'a169ead17ddb35025438d82582d94abcef1eb3bc667add77717213530a7f97ec',
};

/** A change here is a change of an environment: raise its spec.version, or that of the levels it changes, because saved episodes
 * and results no longer fit. */
export const GOLDEN: Readonly<Record<string, string>> = {
  'house/0': '72cc273f2b1c1271c09dd4772ccadb80cdfcba5e4dd12df0d37ae30ca00b9534',
  'house/1': '71082fe4040bfe0d41031ae7417a52206a6ff81896fb7d2bae70c051803f9026',
  'house/2': 'd554e7b3f6473b86d6959418ec9618494215d0c2ce23192dbc3c5c114b35e1e9',
  'house/3': 'c2864796734b86742f6b30896159c124bf1e645e2e9d89856916f0a2e21c607d',
  'house/4': 'd6fcbf97cf2d60758f0c0063cd7078fc3dbc0053e79a8c937da02435599907a3',
  'shop/0': '513762f8b714c7af3c51ee7d9e1f9fa2786e0dda38f534c609fa01083167cc65',
  'shop/1': 'fe4284f2edce646b23af5c3d2a3dd92ba554341e6926c9fb1ed126ae257e2512',
  'shop/2': '1497d03a04bb61203adb1925fa3e639955ec59357d0655f145af799e49575323',
  'shop/3': '850344aec81f3de368c608d667fac9b415aa4a2e402df5bf3485cf77fd7070e3',
  'shop/4': 'ae3a36e886a0f9576edc07c3114ce51db29cade3ab08b15cb1fbd265737a26cb',
  'search/0': '9765e676648005a9630c5eff3e12a59499e6362e8eae28857f33735abafc2688',
  'search/1': '680302f101374f93e45fb27b259d0027de7fa93c2fcffc1d0e85656a257875d2',
  'search/2': '8801c649cbbc53a5ee98ed871b899c1cfa8d3eae8eb884572663afd21e8c2632',
  'search/3': '6f18550a73adc28595710688cc95d3efda288fe0daabc22a9e7c986eba5fd5d9',
  'search/4': 'ba65fe906c91a8410dc9931ac76974986f00a13250fdbd3639b54a700f4319b0',
  'search/5': '4a0fa173e4f46fa1f57369dfef5f2c79196b067ce5595ef50562da0191920b08',
  'search/6': 'c6a417796803935b5a6ed4390778be59ba859db3d406c12e5e803892a3f9233a',
  'search/7': '450414a14cfa426d45f7ed95cb8c70d54e211392bbd6a9f7339c9bdd546baa9a',
  'search/8': 'fb9d7f20f47f81b1bb2f0705c1d4d7eaea0e96a66cfdbba0088ea451b57fb450',
  'gui/0': '18348d58906ccd36ce045c9d975922eb691c4b9bc0a885e5394cd84513e5c9ba',
  'gui/1': '77f040aedc7b9c25f43226393fb9dc0c6e8931b66bba84e335eae0978bc63e9d',
  'gui/2': '2bd2eb62591b811017ad2bae24fae01e32a9ea92ce9fa2d9ee5060d19136312c',
  'gui/3': '4eec33e18cdc9190e15bf774d06bb00ac940babaf5fc4c07d8f5c6e4b3841daf',
  'gui/4': 'f8858a673c06b05f0ce2f04ff99bfc352627a918dc597c34661297b1485a6057',
  'bandit/0': '845b31304f27e2fd5e76ce3afcd9063b40a1ad8b0cc1fa41d8b035f65b012f92',
  'numberline/0': '962a1b942a517ca0a624c5f830c4fedc574c8e295b64dbeb7e8cfef2df68bf67',
  'push/0': '16efc72b0c2572af64d17b44ec276f4a1f2e5a73cc872f813f5c4ea27b545b82',
  'push/1': '955bd9396d87fdf94970582955ce84ecdbb443cdfcde7bf0a96a9ea666c5db12',
  'push/2': 'ccda36abbf9961270a2ccca464af45b9810191591c3dfed917924320ed312754',
  'push/3': 'e4464b02c7b54de69d98123639f33d1e7c84670fffdaff4c7ac69e2b8eec9a5e',
  'wordle/0': '84baa7f64a34505f00bbe7342f667ab9a7d7f4fbb38b96fef32bc9a03539f29e',
  'wordle/1': '8dc816be41b4f4ae58491fdf4bc7d433188f263ab288c4286b975509bf44d23e',
  'wordle/2': '7fe403b6ebc9cf0ca01bb8b89ae3d94319fe782f931e4b459dafee016a02b275',
  'questions/0': '78c86c3f030d7847266897409bb3db9904326fd1a329c29194d854265e885185',
  'questions/1': '3b9f1fd73a375db0de69431c58a4fb33a3bf9083bdf94440b63f3ad7ed01a150',
  'questions/2': '730f185ad1df47afb1e805e6576777b7ba7775cc2038569e4fb1ad4ee685cafe',
  'number/0': 'e28119c6242ad94560dfe0fca502bf6cc1e44fb94428c3ba3a1e21bdbc82c087',
  'number/1': '56475267ce08bac1e5f784aa10a8d19499ad5e68bc811f9d38a4a5da22259933',
  'number/2': '8625073e66d7b1b950442ba4eb4248deb07f2dff043365f00bc4bdd3298034ea',
  'number/3': '3a2593a9c9c5fe6f0a85f88a7c6d489522111ab7e5eccfae59c2fad43d15ef1b',
  'countdown/0': 'fc943269df4b3af802d96e1122351a340f8ea9c69237ca5028711adffe45d0ea',
  'countdown/1': 'c9e24eec1b1bff460005d79358f57907b5f2aac4fcb4e20c0eb96cd07fae02d8',
  'countdown/2': '59375b66d7d350b5048c2c59c37ce5c109e8b14cd00ef9c001489480febb054e',
  'countdown/3': '232d5aea9fe9c4d913fe4188487caec7e97f025a91ca0a71c63209640298fead',
  'countdown/4': 'ebf1310cd18f7d51bcba39bbb7486af54a0239f20f69e56ee1e656c3a2f29b1a',
  'points/0': 'e9b702cbfacfe59df8a178aa0c563755a4d955ab2e8c199fc6c0fc484b29bde5',
  'points/1': '2d8fddb1a4885bd92fcb9f0e645a8af571702b8754fe5e1add4d0ead3e5e843d',
  'points/2': '597bd7c9100ba7faf44011dff7892b6337b2b151e608bd33700e7774352d8bbe',
  'unary/0': 'ecf5e27a9becd46f13df214695ff83494f84ca329c0cdc419ebae6e40e936ca6',
  'unary/1': '92e51734ad26b62036bc10fe2a4b484efdfe0a3512f0b182571c38ab52a0e584',
  'unary/2': '07ef7c39db954a32dbbb62dfa035b6105a247de8c78a6015926c0612dace588f',
  'unary/3': 'fcbd5fbda30065ce05651e2062f3bb40b85706ee2c63af33c873f75b153ec724',
  'unary/4': '0ae1bfad4f77972059a79bc60dad4742592dffc5964415653b66dc66c1c462ed',
  'lake/0': '5ea272d0cb0363b30b1ef1c22338c0dd86524e87d85af61551a7e541a602a6c8',
  'lake/1': '89a716039b274e8cdfabe70d124aef9b2d44f74c81312efaa9a9af0ccff03ea9',
  'lake/2': '0fbcbe36627e2df7e5ae6902bb5d63384d861ac415b36ccc5959b299e595f5bb',
};
