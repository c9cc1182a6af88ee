/** The foot of a lab that stands in another page: the way to the whole of it. */
import { linkOf } from '../link.ts';
import { useLab } from '../session-context.ts';
import styles from './EmbedFoot.module.css';

export default function EmbedFoot() {
  const link = useLab((state) => linkOf({ ...state, guard: { ...state.guard, isEmbedded: false } }));
  return (
    <footer className={styles.foot}>
      <p>A lab that trains a small agent in this tab. Nothing leaves this device.</p>
      <a href={`#${link}`} target="_blank" rel="noreferrer">
        Open it in turnlab
      </a>
    </footer>
  );
}
