/** The controls of the run, in the order a person needs them. */
import { PRESETS } from '../../core/settings.ts';
import { useLab, useSession } from '../session-context.ts';
import { ActionButton } from '../actions/ActionButton.tsx';
import { SeedBox } from './SeedBox.tsx';
import styles from './Transport.module.css';

export function Transport() {
  const session = useSession();
  const preset = useLab((state) => state.preset);
  const backend = useLab((state) => state.backend);
  const guard = useLab((state) => state.guard);
  return (
    <section className={styles.bar} aria-label="Run controls">
      <div className={styles.buttons}>
        <ActionButton id="train" look="primary" className={styles.train} />
        <ActionButton id="step" />
        <ActionButton id="step-turn" />
        <ActionButton id="reset" />
      </div>
      {!guard.hidden.includes('preset') && (
        <label className={styles.field}>
          <span>Preset</span>
          <select
            value={preset}
            disabled={guard.locked.includes('preset')}
            onChange={(event) => session.choosePreset(event.target.value)}
          >
            {PRESETS.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        </label>
      )}
      <SeedBox />
      {!guard.hidden.includes('backend') && (
        <label className={styles.field}>
          <span>Run on</span>
          <select
            value={backend}
            disabled={guard.locked.includes('backend')}
            onChange={(event) => session.chooseBackend(event.target.value as typeof backend)}
            title="Applies when a run starts. Automatic takes the graphics processor when there is one."
          >
            <option value="auto">Automatic</option>
            <option value="webgpu">WebGPU</option>
            <option value="cpu">CPU</option>
          </select>
        </label>
      )}
      <p className={styles.about}>{PRESETS.find((p) => p.id === preset)?.about}</p>
    </section>
  );
}
