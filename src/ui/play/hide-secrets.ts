/**
 * What a drawing shows beyond what its player has been told, taken out: the drawings are made for onlookers, and a person who
 * plays would read the answer off them. Texts that are kept back become "", numbers NaN. Must not draw.
 */
import type { Scene } from '../../envs/scene.ts';

/** The same scene as somebody sees it who knows no more than the agent. */
export function withoutSecrets(scene: Scene): Scene {
  switch (scene.kind) {
    case 'house':
      return {
        ...scene,
        places: scene.places.map((place) => ({ ...place, things: place.things.filter((t) => t.known || t.visible) })),
      };
    case 'shop': {
      const plain = <T extends { readonly suits: boolean }>(product: T): T => ({ ...product, suits: false });
      return {
        ...scene,
        rows: scene.rows.map(plain),
        product: scene.product && plain(scene.product),
        options: scene.options.map((option) => ({
          ...option,
          values: option.values.map((value) => ({ ...value, wanted: false })),
        })),
      };
    }
    case 'gui':
      return { ...scene, waiting: [], widgets: scene.widgets.map((widget) => ({ ...widget, wanted: false })) };
    case 'search':
      return { ...scene, way: [], answer: '', view: scene.view.map((passage) => ({ ...passage, gold: false })) };
    case 'push':
      return { ...scene, stuck: false };
    case 'wordle':
    case 'questions':
      return { ...scene, hidden: '' };
    case 'number':
      return { ...scene, hidden: Number.NaN };
    case 'unary':
      return { ...scene, answer: Number.NaN };
    case 'bandit':
      return { ...scene, arms: scene.arms.map((arm) => ({ ...arm, pays: Number.NaN })) };
    case 'countdown':
    case 'lake':
    case 'numberline':
      return scene;
    default:
      return scene satisfies never;
  }
}

/** Kinds of scenes that hide nothing: there is nothing to reveal either. */
export const hidesSomething = ({ kind }: Scene): boolean =>
  kind !== 'countdown' && kind !== 'lake' && kind !== 'numberline';
