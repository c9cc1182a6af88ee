/** Everything `Env.scene()` may return: a page switches on `kind`. Types only. */
import type { GuiScene } from './gui/scene.ts';
import type { CountdownScene } from './countdown/scene.ts';
import type { NumberScene, QuestionsScene, WordleScene } from './guess/scene.ts';
import type { HouseScene } from './house/scene.ts';
import type { PushScene } from './push/scene.ts';
import type { SearchScene } from './search/scene.ts';
import type { ShopScene } from './shop/scene.ts';
import type { BanditScene, LakeScene, NumberLineScene } from './smoke/scene.ts';
import type { UnaryScene } from './unary/scene.ts';

export type Scene =
  | HouseScene
  | LakeScene
  | NumberLineScene
  | BanditScene
  | ShopScene
  | GuiScene
  | SearchScene
  | PushScene
  | WordleScene
  | QuestionsScene
  | NumberScene
  | CountdownScene
  | UnaryScene;
