/** Three games about information: the games of this folder. */
import { worldOf } from '../world.ts';
import { NUMBER } from './number.ts';
import { QUESTIONS } from './questions.ts';
import { WORDLE } from './wordle.ts';

export const WORLDS = [worldOf(WORDLE), worldOf(QUESTIONS), worldOf(NUMBER)];
