/** The help sheet: what the page shows, every key, and the switches for keys and spoken progress. Loaded when opened. */
import { preferences } from '../../store/preferences.ts';
import { Sheet } from '../Sheet.tsx';
import { useLab, usePreference } from '../session-context.ts';
import styles from './HelpSheet.module.css';
import { ACTIONS } from './registry.ts';

const READING_KEYS: readonly (readonly [keys: string, what: string])[] = [
  ['Tab', 'Go from control to control; charts and the transcript take part.'],
  ['← →', 'In a chart: the point before or after. In the transcript: the token before or after.'],
  ['↑ ↓', 'In the transcript: the turn before or after.'],
  ['Home End', 'First and last.'],
  ['Space . R N', 'In Play: let it play or pause it, one turn, the same task again, the next task.'],
];

const WORDS: readonly (readonly [word: string, meaning: string])[] = [
  ['Episode', 'One attempt at one task, from start to success or the turn limit.'],
  ['Turn', 'The agent reads what it sees, thinks, and writes one action.'],
  ['Token', 'One word (or piece of one) that the agent writes. It chooses each from a list of likely ones.'],
  ['Update', 'A batch of episodes is played, then the model is changed a little towards what worked.'],
  ['Held-out', 'Tasks that are only ever used to measure, never to learn from.'],
  ['Entropy', 'How unsure the agent was about a token: 0 when it saw one option, more when it saw many.'],
];

export default function HelpSheet({ onClose }: { onClose: () => void }) {
  const shortcuts = usePreference('shortcuts');
  const announcements = usePreference('announcements');
  const whenHidden = usePreference('whenHidden');
  const labels = useLab((state) => ACTIONS.map((a) => a.label(state)).join('\n')).split('\n');
  return (
    <Sheet title="Help and shortcuts" onClose={onClose}>
      <p className={styles.lede}>
        A tiny language model lives in a small simulated house. First it imitates an expert for a while (the warm
        start). Then it plays on its own: each update it plays many episodes, compares attempts at the same task, and
        makes what worked more likely. Everything runs in this tab.
      </p>
      <h3>Keys</h3>
      <dl className={styles.list}>
        {ACTIONS.map((action, i) => (
          <div key={action.id}>
            <dt>
              <kbd>{action.keyLabel}</kbd>
            </dt>
            <dd>
              <b>{labels[i]}.</b> {action.hint}
            </dd>
          </div>
        ))}
        {READING_KEYS.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label className={styles.switch}>
        <input
          type="checkbox"
          checked={shortcuts}
          onChange={(event) => preferences.setState({ shortcuts: event.target.checked })}
        />
        Single-key shortcuts
      </label>
      <label className={styles.switch}>
        <input
          type="checkbox"
          checked={announcements}
          onChange={(event) => preferences.setState({ announcements: event.target.checked })}
        />
        Spoken progress for screen readers
      </label>
      <label className={styles.switch}>
        <input
          type="checkbox"
          checked={whenHidden === 'pause'}
          onChange={(event) => preferences.setState({ whenHidden: event.target.checked ? 'pause' : 'continue' })}
        />
        Pause training while this tab is hidden
      </label>
      <h3>Words</h3>
      <dl className={styles.words}>
        {WORDS.map(([word, meaning]) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}
