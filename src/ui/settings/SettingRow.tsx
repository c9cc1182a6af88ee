/** One setting: label, live badge, explanation, the way back to the preset's value, and the control of its kind. */
import { settingIn, type Setting, type Settings } from '../../core/settings.ts';
import { Button } from '../Button.tsx';
import { Icon } from '../Icon.tsx';
import { Explain } from '../explain/Explain.tsx';
import { useLab, useSession } from '../session-context.ts';
import { ChoiceControl, SwitchControl } from './choice-controls.tsx';
import { NumberControl } from './NumberControl.tsx';
import { presetSettings } from './preset-settings.ts';
import styles from './SettingRow.module.css';

export function SettingRow({ setting: row }: { setting: Setting }) {
  const session = useSession();
  const env = useLab((state) => state.draft.env);
  const setting = settingIn(row, env);
  const key = setting.key as keyof Settings;
  const value = useLab((state) => state.draft[key]);
  const usual = useLab((state) => presetSettings(state.preset)[key]);
  const isWaiting = useLab((state) => state.opened !== null && !setting.live && state.opened[key] !== state.draft[key]);
  const isLocked = useLab(({ guard }) => guard.locked.includes(key));
  const id = `setting-${setting.flag}`;
  const commit = (next: unknown): void => session.setSetting(key, next);
  return (
    <div className={styles.row} data-kind={setting.kind} data-waiting={isWaiting}>
      <div className={styles.head}>
        <label htmlFor={id} className={styles.label}>
          {setting.label}
        </label>
        {setting.live && (
          <span className={styles.live} title="May be moved while training; applies from the next update.">
            live
          </span>
        )}
        <Explain about={setting.label}>
          <p>{setting.help}</p>
          <p>{setting.live ? <b>May be moved while training.</b> : 'A change applies on reset.'}</p>
          <p>
            Preset value: <code>{nameOf(setting, usual)}</code>. Command line and link: <code>{setting.flag}</code>
          </p>
        </Explain>
        <span className={styles.space} />
        {isLocked && (
          <span className={styles.locked} title="The link this page came from keeps it as it is.">
            <Icon name="lock" size={12} />
            locked
          </span>
        )}
        {value !== usual && !isLocked && (
          <Button
            look="bare"
            icon="undo"
            className={styles.undo}
            aria-label={`Put ${setting.label} back to ${nameOf(setting, usual)}`}
            title={`Back to ${nameOf(setting, usual)}`}
            onClick={() => commit(usual)}
          />
        )}
        {setting.kind === 'switch' && (
          <fieldset role="none" disabled={isLocked}>
            <SwitchControl id={id} value={value as boolean} commit={commit} />
          </fieldset>
        )}
      </div>
      <fieldset role="none" disabled={isLocked}>
        {setting.kind === 'choice' && (
          <ChoiceControl id={id} setting={setting} value={value as string} commit={commit} />
        )}
        {(setting.kind === 'number' || setting.kind === 'integer') && (
          <NumberControl id={id} setting={setting} value={value as number} commit={commit} />
        )}
      </fieldset>
      {isWaiting && <p className={styles.note}>applies on reset</p>}
    </div>
  );
}

function nameOf(setting: Setting, value: Settings[keyof Settings]): string {
  if (setting.kind === 'switch') return value ? 'on' : 'off';
  if (setting.kind === 'choice') return setting.options.find((o) => o.value === value)?.label ?? String(value);
  return `${value}${setting.unit && ` ${setting.unit}`}`;
}
