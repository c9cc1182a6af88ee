/**
 * Questions over a graph, by the subset they imitate, and the things whose names answer them. Every question has exactly one
 * answer. Knows no names; gen.ts gives them and text.ts the words.
 */
import type { Rng } from '../../core/rng.ts';
import { AGE, INFERRED, RELATIONS } from './relations.ts';
import { factOf, type Graph, type World } from './world.ts';

export type Subset = 'nq' | 'pop' | 'trivia' | 'hotpot' | '2wiki' | 'musique' | 'bamb';

export type Question =
  | {
      readonly kind: 'chain';
      /** Where it starts. */
      readonly topic: number;
      readonly relations: readonly number[];
      /** Position in INFERRED where one noun stands for the chain; -1 where each relation is named. */
      readonly inferred: number;
    }
  /** The one thing whose `relation` is `object`. */
  | { readonly kind: 'reverse'; readonly relation: number; readonly object: number }
  /** Which of two persons is older. */
  | { readonly kind: 'older'; readonly pair: readonly [number, number] };

type Facts = Pick<World, 'facts'>;

/** Share of comparisons among hotpot questions. */
const COMPARISONS = 0.25;
/** Walks tried in one graph before it is given up. */
const TRIES = 12;

export function ask(graph: Graph, subset: Subset, rng: Rng): Question | null {
  switch (subset) {
    case 'nq':
      return walk(graph, 1, rng, (topic) => isMentioned(graph, topic));
    case 'pop':
      return walk(graph, 1, rng, (topic) => !isMentioned(graph, topic));
    case 'trivia':
      return askReverse(graph, rng);
    case 'hotpot':
      return rng.chance(COMPARISONS) ? askOlder(graph, rng) : walk(graph, 2, rng);
    case '2wiki':
      return rng.chance(0.5) ? walk(graph, 2, rng) : askInferred(graph, rng);
    case 'musique':
      return walk(graph, 3 + rng.below(2), rng);
    case 'bamb':
      return askMisleading(graph, rng);
    default:
      return subset satisfies never;
  }
}

/** The things to be read in order, and the thing whose name is the answer. */
export function solve(graph: Facts, question: Question): { read: readonly number[]; answer: number } {
  switch (question.kind) {
    case 'chain': {
      const read: number[] = [];
      let at = question.topic;
      for (const relation of question.relations) {
        read.push(at);
        at = factOf(graph, at, relation)!.object;
      }
      return { read, answer: at };
    }
    case 'reverse': {
      const answer = subjectsOf(graph, question.relation, question.object)[0]!;
      return { read: [answer], answer };
    }
    case 'older': {
      const [a, b] = question.pair;
      const ageOf = (person: number): number => factOf(graph, person, AGE)!.object;
      return { read: question.pair, answer: ageOf(a) > ageOf(b) ? a : b };
    }
    default:
      return question satisfies never;
  }
}

/** A walk along drawn facts that meets no thing twice. */
function walk(graph: Graph, hops: number, rng: Rng, isFit: (topic: number) => boolean = () => true): Question | null {
  for (let n = 0; n < TRIES; n++) {
    const topic = rng.below(graph.types.length);
    const met = [topic];
    const relations: number[] = [];
    while (relations.length < hops) {
      const onward = graph.facts[met.at(-1)!]!.filter((f) => f.relation !== AGE && !met.includes(f.object));
      if (onward.length === 0) break;
      const fact = rng.pick(onward);
      relations.push(fact.relation);
      met.push(fact.object);
    }
    if (relations.length === hops && isFit(topic)) return { kind: 'chain', topic, relations, inferred: -1 };
  }
  return null;
}

/** Whether any other passage names the thing. */
export const isMentioned = ({ facts }: Facts, thing: number): boolean =>
  facts.some((known) => known.some((f) => f.relation !== AGE && f.object === thing));

const subjectsOf = ({ facts }: Facts, relation: number, object: number): number[] =>
  facts.flatMap((known, subject) =>
    known.some((f) => f.relation === relation && f.object === object) ? [subject] : [],
  );

/** A fact asked the other way round, where only one thing fits. */
function askReverse(graph: Graph, rng: Rng): Question | null {
  for (let n = 0; n < TRIES; n++) {
    const { relation, object } = rng.pick(rng.pick(graph.facts));
    if (relation !== AGE && subjectsOf(graph, relation, object).length === 1)
      return { kind: 'reverse', relation, object };
  }
  return null;
}

function askOlder(graph: Graph, rng: Rng): Question | null {
  const aged = graph.facts.flatMap((known, thing) => (known.some((f) => f.relation === AGE) ? [thing] : []));
  const [a, b] = rng.shuffled(aged);
  if (a === undefined || b === undefined) return null;
  return factOf(graph, a, AGE)!.object === factOf(graph, b, AGE)!.object ? null : { kind: 'older', pair: [a, b] };
}

function askInferred(graph: Graph, rng: Rng): Question | null {
  const inferred = rng.below(INFERRED.length);
  const [first, second] = INFERRED[inferred]!.chain;
  const topics = graph.types.flatMap((_, thing) => {
    const bridge = factOf(graph, thing, first);
    return bridge !== undefined && factOf(graph, bridge.object, second) !== undefined ? [thing] : [];
  });
  return topics.length === 0 ? null : { kind: 'chain', topic: rng.pick(topics), relations: [first, second], inferred };
}

/**
 * Two hops, and up to two other things that have the asked relation to the topic itself: a search for the words of the
 * question finds those. Adds the facts to the graph.
 */
function askMisleading(graph: Graph, rng: Rng): Question | null {
  for (let n = 0; n < TRIES; n++) {
    const question = walk(graph, 2, rng);
    if (question?.kind !== 'chain') continue;
    const { topic, relations } = question;
    const asked = RELATIONS[relations[1]!]!;
    if (asked.to !== graph.types[topic]) continue;
    const { read } = solve(graph, question);
    const decoys = graph.types.flatMap((type, thing) => (type === asked.from && !read.includes(thing) ? [thing] : []));
    for (const decoy of rng.shuffled(decoys).slice(0, 2)) {
      const others = graph.facts[decoy]!.filter((f) => f.relation !== relations[1]!).slice(0, 2);
      graph.facts[decoy] = [{ relation: relations[1]!, object: topic, way: rng.below(2) }, ...others];
    }
    return question;
  }
  return null;
}
