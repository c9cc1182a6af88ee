/** Environments by id. The only place that knows them all; adding one means one line here (docs/NEW-ENVIRONMENT.md). */
import { TurnlabError } from '../core/errors.ts';
import { COUNTDOWN } from './countdown/attempts.ts';
import { POINTS } from './countdown/stepwise.ts';
import type { Env, EnvSpec } from './env.ts';
import { GUI } from './gui/spec.ts';
import { NUMBER } from './guess/number.ts';
import { QUESTIONS } from './guess/questions.ts';
import { WORDLE } from './guess/wordle.ts';
import { HOUSE } from './house/spec.ts';
import { Machine } from './machine.ts';
import { PUSH } from './push/spec.ts';
import { SEARCH } from './search/spec.ts';
import { SHOP } from './shop/spec.ts';
import { BANDIT } from './smoke/bandit.ts';
import { LAKE } from './smoke/lake.ts';
import { NUMBERLINE } from './smoke/numberline.ts';
import { UNARY } from './unary/spec.ts';

interface Entry {
  readonly spec: EnvSpec;
  readonly make: () => Env;
}

const ENTRIES: readonly Entry[] = [
  { spec: HOUSE.spec, make: () => new Machine(HOUSE) },
  { spec: SHOP.spec, make: () => new Machine(SHOP) },
  { spec: PUSH.spec, make: () => new Machine(PUSH) },
  { spec: WORDLE.spec, make: () => new Machine(WORDLE) },
  { spec: QUESTIONS.spec, make: () => new Machine(QUESTIONS) },
  { spec: NUMBER.spec, make: () => new Machine(NUMBER) },
  { spec: COUNTDOWN.spec, make: () => new Machine(COUNTDOWN) },
  { spec: POINTS.spec, make: () => new Machine(POINTS) },
  { spec: UNARY.spec, make: () => new Machine(UNARY) },
  { spec: SEARCH.spec, make: () => new Machine(SEARCH) },
  { spec: GUI.spec, make: () => new Machine(GUI) },
  { spec: BANDIT.spec, make: () => new Machine(BANDIT) },
  { spec: NUMBERLINE.spec, make: () => new Machine(NUMBERLINE) },
  { spec: LAKE.spec, make: () => new Machine(LAKE) },
];

export const ENV_IDS: readonly string[] = ENTRIES.map((e) => e.spec.id);

/** A fresh environment; reset it before use. Throws TurnlabError `bad-setting` on an unknown id. */
export const makeEnv = (id: string): Env => entryOf(id).make();

/** Throws TurnlabError `bad-setting` on an unknown id. */
export const specOf = (id: string): EnvSpec => entryOf(id).spec;

function entryOf(id: string): Entry {
  const entry = ENTRIES.find((e) => e.spec.id === id);
  if (!entry)
    throw new TurnlabError('bad-setting', `Unknown environment "${id}".`, `Choose one of ${ENV_IDS.join(', ')}.`);
  return entry;
}
