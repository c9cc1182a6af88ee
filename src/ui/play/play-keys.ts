/** The single keys of the Play view; they can be switched off with all others. Must not act on a press that a control uses. */
import type { PlaySession } from '../../store/play/play-session.ts';
import { preferences } from '../../store/preferences.ts';

const READS_KEYS = 'input, select, textarea, [contenteditable], [role="dialog"], [role="alertdialog"]';
const SPACE_PRESSES = 'button, a[href], summary, [role="button"]';

/** Listens until the returned function is called. */
export function listenForPlayKeys(table: PlaySession): () => void {
  const deeds: Readonly<Record<string, () => void>> = {
    ' ': () => (table.state.isPlaying ? table.pause() : table.play()),
    '.': () => void table.step(),
    r: () => table.restart(),
    n: () => table.next(),
  };
  const listener = (event: KeyboardEvent): void => {
    const { key, ctrlKey, metaKey, altKey, repeat, defaultPrevented } = event;
    if (defaultPrevented || ctrlKey || metaKey || altKey || repeat || !preferences.getState().shortcuts) return;
    const target = event.target instanceof Element ? event.target : null;
    // A seed that was typed is taken when its box is left, and radio buttons read no letters.
    const isRadio = target instanceof HTMLInputElement && target.type === 'radio';
    if (target?.closest(READS_KEYS) && !(isRadio && key !== ' ')) return;
    if (key === ' ' && target?.closest(SPACE_PRESSES)) return;
    const deed = deeds[key.toLowerCase()];
    if (!deed) return;
    event.preventDefault();
    deed();
  };
  addEventListener('keydown', listener);
  return () => removeEventListener('keydown', listener);
}
