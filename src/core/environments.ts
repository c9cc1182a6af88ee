/**
 * The registry: every environment there is, in the order in which they are offered. Adding one means one line here and a folder
 * src/envs/ID, or a place in one (docs/NEW-ENVIRONMENT.md): settings, forms, commands and tests all go by this list. Plain data,
 * so that settings and forms can name environments without loading one. Must not know what they do.
 */

export interface ListedEnvironment {
  readonly id: string;
  /** The spec's own title. */
  readonly title: string;
  /** How many there are; they are numbered from 0. */
  readonly levels: number;
  /** Draws its state as pixels: EnvSpec.pictures. */
  readonly pictures?: true;
}

export const ENVIRONMENTS: readonly ListedEnvironment[] = [
  { id: 'house', title: 'MiniHouse', levels: 5 },
  { id: 'shop', title: 'MiniShop', levels: 5 },
  { id: 'search', title: 'SearchQA', levels: 9 },
  { id: 'gui', title: 'GUINav', levels: 5, pictures: true },
  { id: 'push', title: 'GridPush', levels: 4, pictures: true },
  { id: 'wordle', title: 'Wordle-k', levels: 3 },
  { id: 'questions', title: '20 questions', levels: 3 },
  { id: 'number', title: 'Guess the number', levels: 4 },
  { id: 'countdown', title: 'Countdown', levels: 5 },
  { id: 'points', title: 'Points 24', levels: 3 },
  { id: 'unary', title: 'UnaryMath', levels: 5 },
  { id: 'bandit', title: 'Bandit', levels: 1 },
  { id: 'numberline', title: 'NumberLine', levels: 1 },
  { id: 'lake', title: 'Lake', levels: 3, pictures: true },
];

const mostOf = (listed: readonly ListedEnvironment[]): number => Math.max(...listed.map(({ levels }) => levels)) - 1;

/** The highest that any environment has. */
export const HIGHEST_LEVEL = mostOf(ENVIRONMENTS);

/** What a person can bring (envs/own-worlds.ts). */
export type OwnKind = 'search' | 'wordle' | 'questions';

/** The kind in the id of an environment over own data: "own-", the kind, and 16 digits of a hash of that data. Else null. */
export const ownKindOf = (id: string): OwnKind | null =>
  (/^own-(search|wordle|questions)-[\da-f]{16}$/.exec(id)?.[1] ?? null) as OwnKind | null;

/** The highest of this environment; HIGHEST_LEVEL for an unknown id. */
export function highestLevel(id: string): number {
  if (ownKindOf(id)) return 0;
  const listed = ENVIRONMENTS.find((one) => one.id === id);
  return listed ? mostOf([listed]) : HIGHEST_LEVEL;
}
