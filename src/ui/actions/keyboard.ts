/** Turns key presses into actions. A press that a control would use itself is left to it. */
import { preferences } from '../../store/preferences.ts';
import { ACTIONS, type Action, type PageActions } from './registry.ts';

/** Anything that reads keys: letters and dots belong to it. */
const READS_KEYS = 'input, select, textarea, [contenteditable], [role="dialog"], [role="alertdialog"]';
/** Space presses these. */
const SPACE_PRESSES = 'button, a[href], summary, [role="slider"], [role="button"]';

/** Buttons that the Ablate and Play views do not show. */
const OF_THE_RUN: readonly Action['id'][] = ['train', 'step', 'step-turn', 'reset', 'new-seed'];

type Press = Pick<
  KeyboardEvent,
  'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'repeat' | 'defaultPrevented' | 'target' | 'preventDefault'
>;

/** Performs the action of this press and says whether there was one. */
export function handlePress(press: Press, page: PageActions): boolean {
  if (press.defaultPrevented || press.ctrlKey || press.metaKey || press.altKey || press.repeat) return false;
  if (!preferences.getState().shortcuts) return false;
  const target = press.target instanceof Element ? press.target : null;
  if (target?.closest(READS_KEYS)) return false;
  if (press.key === ' ' && target?.closest(SPACE_PRESSES)) return false;
  const action = ACTIONS.find((a) => a.key === press.key.toLowerCase());
  if (!action?.isEnabled(page.session.state)) return false;
  // What cannot be seen must not be pressed: a study and a played task have controls of their own.
  const { view } = page.session.state;
  if ((view === 'ablate' || view === 'play') && OF_THE_RUN.includes(action.id)) return false;
  press.preventDefault();
  action.perform(page);
  return true;
}

/** Listens until the returned function is called. */
export function listenForKeys(page: PageActions): () => void {
  const listener = (event: KeyboardEvent): void => void handlePress(event, page);
  addEventListener('keydown', listener);
  return () => removeEventListener('keydown', listener);
}
