/** What a link carries, in words: the preset and what differs from it. Pure. */
import { changedKeys, presetOf, settingOf } from '../../core/settings.ts';
import { USUAL_SEEDS } from '../../store/experiment.ts';
import type { LabState } from '../../store/state.ts';
import { presetSettings } from '../settings/preset-settings.ts';

/** More would not be read. */
const NAMED = 6;

type Shared = Pick<LabState, 'preset' | 'draft' | 'backend' | 'seeds'>;

export function changesInWords({ preset, draft, backend, seeds }: Shared): string {
  const changed = changedKeys(presetSettings(preset), draft).map(
    (key) => `${settingOf(key)?.label ?? key} ${String(draft[key])}`,
  );
  if (seeds !== USUAL_SEEDS) changed.push(`${seeds} ${seeds === 1 ? 'seed' : 'seeds'}`);
  if (backend !== 'auto') changed.push(`Run on ${backend}`);
  const rest = changed.length - NAMED;
  const named = rest > 1 ? [...changed.slice(0, NAMED), `${rest} more`] : changed;
  return `preset ${presetOf(preset).title}${named.length > 0 ? ` with ${named.join(', ')}` : ', nothing changed'}`;
}
