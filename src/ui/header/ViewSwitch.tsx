/** The views of the page, side by side in the header. */
import type { View } from '../../store/state.ts';
import { useLab, useSession } from '../session-context.ts';
import styles from './ViewSwitch.module.css';

const VIEWS: readonly { readonly id: View; readonly name: string }[] = [
  { id: 'lab', name: 'Lab' },
  { id: 'uncertainty', name: 'Uncertainty' },
  { id: 'ablate', name: 'Ablate' },
  { id: 'runs', name: 'Runs' },
  { id: 'play', name: 'Play' },
];

export function ViewSwitch() {
  const session = useSession();
  const shown = useLab((state) => state.view);
  return (
    <nav className={styles.views} aria-label="Views">
      {VIEWS.map(({ id, name }) => (
        <button
          key={id}
          type="button"
          className={styles.view}
          aria-current={id === shown ? 'page' : undefined}
          onClick={() => session.showView(id)}
        >
          {name}
        </button>
      ))}
    </nav>
  );
}
