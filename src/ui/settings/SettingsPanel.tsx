/** The settings form, generated from the one schema: groups, rows, and what waits for a reset. */
import {
  changedKeys,
  GROUPS,
  PICTURED,
  SETTINGS,
  settingOf,
  settingsFrom,
  type Group,
  type Setting,
} from '../../core/settings.ts';
import { asTurnlabError } from '../../core/errors.ts';
import type { LabState } from '../../store/state.ts';
import { ActionButton } from '../actions/ActionButton.tsx';
import disclosure from '../disclosure.module.css';
import { useLab } from '../session-context.ts';
import { CalibrateButton } from './CalibrateButton.tsx';
import { presetSettings } from './preset-settings.ts';
import { SettingRow } from './SettingRow.tsx';
import styles from './SettingsPanel.module.css';

/** The rest can be opened; a first look should not meet forty sliders. */
const OPEN_AT_FIRST: readonly Group[] = ['Task', 'Policy update'];
/** The seed has its own box beside the Train button. */
const ELSEWHERE: ReadonlySet<string> = new Set(['seed']);

export function SettingsPanel() {
  // One string, so that equal lists are equal to zustand.
  const waiting = useLab((state) => waitingForReset(state).join('\n'))
    .split('\n')
    .filter(Boolean);
  const conflict = useLab(conflictOf);
  const { hidden } = useLab((state) => state.guard);
  // Who has chosen pictures must be able to take them back.
  const hasPictures = useLab(({ draft }) => PICTURED.includes(draft.env) || draft.observation === 'picture');
  const isOffered = ({ key }: Setting): boolean =>
    !ELSEWHERE.has(key) && !hidden.includes(key) && (key !== 'observation' || hasPictures);
  const rowsOf = (group: Group): readonly Setting[] => SETTINGS.filter((s) => s.group === group && isOffered(s));
  return (
    <div className={styles.panel}>
      {conflict && (
        <p className={styles.conflict} role="alert">
          {conflict}
        </p>
      )}
      {waiting.length > 0 && (
        <div className={styles.waiting}>
          <p>
            <b>{waiting.length === 1 ? '1 change applies' : `${waiting.length} changes apply`} on reset:</b>{' '}
            {waiting.join(', ')}
          </p>
          <ActionButton id="reset" />
        </div>
      )}
      {GROUPS.filter((group) => rowsOf(group).length > 0).map((group) => (
        <details
          key={group}
          className={`${disclosure.disclosure} ${styles.group}`}
          open={OPEN_AT_FIRST.includes(group)}
        >
          <summary>
            <h3>{group}</h3>
            <ChangedCount group={group} />
          </summary>
          <div className={styles.rows}>
            {group === 'Exploration control' && <CalibrateButton />}
            {rowsOf(group).map((setting) => (
              <SettingRow key={setting.key} setting={setting} />
            ))}
          </div>
        </details>
      ))}
    </div>
  );
}

function ChangedCount({ group }: { group: Group }) {
  const changed = useLab(
    ({ preset, draft }) =>
      changedKeys(presetSettings(preset), draft).filter((key) => settingOf(key)?.group === group && !ELSEWHERE.has(key))
        .length,
  );
  return changed > 0 ? <small className={styles.changed}>{changed} changed</small> : null;
}

/** Labels of settings that differ from the run's and may not move while it runs. */
function waitingForReset({ opened, draft, experiment }: LabState): readonly string[] {
  if (!opened) return [];
  // The form shows the first of an experiment's seeds.
  const { seed } = experiment?.began ?? opened;
  return changedKeys({ ...opened, seed }, draft).flatMap((key) => {
    const setting = settingOf(key);
    return setting && !setting.live ? [setting.label] : [];
  });
}

/** Why the settings do not fit together; "" when they do. */
function conflictOf({ preset, draft }: LabState): string {
  try {
    settingsFrom(preset, { ...draft });
    return '';
  } catch (thrown) {
    return asTurnlabError(thrown).message;
  }
}
