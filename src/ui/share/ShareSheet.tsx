/** A link to this lab, with choices for teachers: what it hides, what it locks, whether it fits into another page. */
import { useState } from 'react';
import { NO_GUARD } from '../../store/url.ts';
import { Button } from '../Button.tsx';
import { linkOf } from '../link.ts';
import { Sheet } from '../Sheet.tsx';
import { useLab } from '../session-context.ts';
import { changesInWords } from './changes-in-words.ts';
import { CopyField } from './CopyField.tsx';
import { GuardChoices } from './GuardChoices.tsx';
import styles from './ShareSheet.module.css';

export default function ShareSheet({ onClose }: { onClose: () => void }) {
  const state = useLab((now) => now);
  const [guard, setGuard] = useState(state.guard);
  const [withLesson, setWithLesson] = useState(true);
  const hash = linkOf({ ...state, guard, lesson: withLesson ? state.lesson : null });
  const address = new URL(location.href);
  address.hash = hash;
  const frame = `<iframe src="${address.href.replaceAll('&', '&amp;')}" width="100%" height="720" title="turnlab"></iframe>`;
  const taken = guard.hidden.length + guard.locked.length;
  return (
    <Sheet title="Share this lab" onClose={onClose}>
      <p className={styles.lede}>
        The link carries settings, not the run: whoever opens it trains for themselves. Same settings, seed and kind of
        device give the same run.
      </p>
      <CopyField label="Link" text={address.href} />
      <p className={styles.carries}>
        <b>Carries:</b> {changesInWords(state)}
        {guard.hidden.length > 0 && ` · ${guard.hidden.length} hidden`}
        {guard.locked.length > 0 && ` · ${guard.locked.length} locked`}
      </p>
      <p>
        <a className={styles.look} href={address.href} target="_blank" rel="noreferrer">
          Look at it in a new tab
        </a>
      </p>
      {state.lesson && (
        <label className={styles.check}>
          <input type="checkbox" checked={withLesson} onChange={(event) => setWithLesson(event.target.checked)} />
          Open the lesson at the step that is on show
        </label>
      )}
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={guard.isEmbedded}
          onChange={(event) => setGuard({ ...guard, isEmbedded: event.target.checked })}
        />
        For a frame in another page: without header and settings
      </label>
      {guard.isEmbedded && <CopyField label="HTML for the frame" text={frame} />}
      <details className={styles.teacher} open={taken > 0}>
        <summary>
          <h3>For a class: hide or lock controls</h3>
        </summary>
        <p className={styles.lede}>
          Hidden controls are not drawn; locked ones are shown and cannot be moved. Either way they have the values that
          they have now. It keeps a lesson tidy; it is no protection: anyone can edit a link.
        </p>
        <GuardChoices guard={guard} onChange={setGuard} />
        <Button look="small" icon="undo" disabled={taken === 0} onClick={() => setGuard(NO_GUARD)}>
          Show everything
        </Button>
      </details>
    </Sheet>
  );
}
