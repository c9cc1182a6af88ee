/** Three worlds that are learnt in seconds: the games of this folder. */
import { worldOf } from '../world.ts';
import { BANDIT } from './bandit.ts';
import { LAKE } from './lake.ts';
import { NUMBERLINE } from './numberline.ts';

export const WORLDS = [worldOf(BANDIT), worldOf(NUMBERLINE), worldOf(LAKE)];
