/** Sums as a whole, and sums symbol by symbol: the games of this folder. */
import { worldOf } from '../world.ts';
import { COUNTDOWN } from './attempts.ts';
import { POINTS } from './stepwise.ts';

export const WORLDS = [worldOf(COUNTDOWN), worldOf(POINTS)];
