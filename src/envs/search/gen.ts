/**
 * Draws SearchQA tasks: a world and a question about it. Keeps only questions that the expert, who knows no more than the
 * agent, answers within the turns.
 */
import { hashText, Rng } from '../../core/rng.ts';
import { expertTurns } from './oracle.ts';
import { ask, solve, type Question, type Subset } from './question.ts';
import { firstOf, RELATIONS } from './relations.ts';
import { startSearch, type SearchTask } from './task.ts';
import { questionReading } from './text.ts';
import { drawGraph, nameAll, worldOf, type Graph, type World } from './world.ts';

interface LevelKnobs {
  readonly subsets: readonly Subset[];
  /** One world for all tasks instead of a fresh one for each. */
  readonly isFixed: boolean;
  readonly turnLimit: number;
}

const ONE_HOP = 4;
const MORE_HOPS = 6;
export const LEVELS: readonly LevelKnobs[] = [
  { subsets: ['nq'], isFixed: true, turnLimit: ONE_HOP },
  { subsets: ['nq'], isFixed: false, turnLimit: ONE_HOP },
  { subsets: ['hotpot'], isFixed: false, turnLimit: MORE_HOPS },
  { subsets: ['musique'], isFixed: false, turnLimit: MORE_HOPS },
  { subsets: ['nq', 'hotpot'], isFixed: false, turnLimit: MORE_HOPS },
  { subsets: ['pop'], isFixed: false, turnLimit: ONE_HOP },
  { subsets: ['trivia'], isFixed: false, turnLimit: ONE_HOP },
  { subsets: ['2wiki'], isFixed: false, turnLimit: MORE_HOPS },
  { subsets: ['bamb'], isFixed: false, turnLimit: MORE_HOPS },
];

const THINGS = { fixed: 72, episode: 48 };
const MOST_FACTS = 3;
/** Share of combinations kept for `ood`, in percent. */
const WITHHELD = 15;

let fixed: { readonly graph: Graph; readonly world: World } | null = null;
/** The one world that questions of the fixed kind are about; built on first use. */
function fixedWorld(): { graph: Graph; world: World } {
  if (fixed === null) {
    const rng = new Rng(0, 'search@1/fixed world');
    const graph = drawGraph(THINGS.fixed, MOST_FACTS, rng);
    fixed = { graph, world: worldOf(graph, nameAll(graph, [], rng)) };
  }
  return fixed;
}

export function drawSearch(level: number, rng: Rng): SearchTask | null {
  const { subsets, isFixed, turnLimit } = LEVELS[level]!;
  const subset = subsets.length === 1 ? subsets[0]! : rng.pick(subsets);
  const graph = isFixed ? fixedWorld().graph : drawGraph(THINGS.episode, MOST_FACTS, rng);
  const question = ask(graph, subset, rng);
  if (question === null) return null;
  const { read: gold, answer } = solve(graph, question);
  const world = isFixed
    ? fixedWorld().world
    : worldOf(graph, nameAll(graph, drawNamesakes(graph, subset, gold, rng), rng));
  const task: SearchTask = { level, subset, isFixed, world, question, gold, answer };
  const turns = expertTurns(task, startSearch());
  return turns !== null && turns <= turnLimit ? task : null;
}

/** Things whose names resemble those of the question: two of a rare topic, one of every step of a long way. */
function drawNamesakes(
  { types }: Graph,
  subset: Subset,
  gold: readonly number[],
  rng: Rng,
): Parameters<typeof nameAll>[1] {
  const models = subset === 'musique' ? gold : subset === 'pop' || subset === 'bamb' ? [gold[0]!, gold[0]!] : [];
  const taken = new Set(gold);
  return models.flatMap((like, i) => {
    const alike = types.flatMap((type, thing) => (type === types[like] && !taken.has(thing) ? [thing] : []));
    if (alike.length === 0) return [];
    const thing = rng.pick(alike);
    taken.add(thing);
    return [{ thing, like, share: i % 2 === 0 ? ('first' as const) : ('last' as const) }];
  });
}

/** The question alone, whatever the world: the same sentence is never in two splits. */
export const searchKey = (task: SearchTask): string => questionReading(task).text;

/** One hop: (relation, first syllable) pairs. More: pairs of relations that follow one another, in whatever chain. */
export const isWithheld = (task: SearchTask): boolean =>
  combinations(task.question, task.world).some((c) => hashText(`search ${c}`) % 100 < WITHHELD);

function combinations(question: Question, { names }: World): string[] {
  const first = (thing: number): string => firstOf(names[thing]!);
  switch (question.kind) {
    case 'chain': {
      const nouns = question.relations.map((r) => RELATIONS[r]!.noun);
      if (nouns.length === 1) return [`${nouns[0]!} ${first(question.topic)}`];
      return nouns.slice(1).map((noun, i) => `${noun} of ${nouns[i]!}`);
    }
    case 'reverse':
      return [`${RELATIONS[question.relation]!.noun} ${first(question.object)}`];
    case 'older':
      return [`older ${first(question.pair[0])}`];
    default:
      return question satisfies never;
  }
}
