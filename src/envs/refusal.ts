/** What an agent reads after an action that was refused. Its environment says what there is to read. */
import type { Reading } from './game.ts';

/** The same as before the action, and that nothing happened; later prompts remember no more than that. */
export const refused = ({ text, full }: Reading): Reading => ({
  text: `nothing happens : ${text}`,
  full: `Nothing happens. ${full}`,
  brief: 'nothing happens',
});
