/** Everything `Env.scene()` may return: a page switches on `kind`. Types only. */
import type { HouseScene } from './house/scene.ts';
import type { ShopScene } from './shop/scene.ts';
import type { BanditScene, LakeScene, NumberLineScene } from './smoke/scene.ts';

export type Scene = HouseScene | LakeScene | NumberLineScene | BanditScene | ShopScene;
