/** Any scene as the list of what it holds: what stands in for a drawing where a world has none of its own. */
import styles from './PlainScene.module.css';

/** Characters of a value that a person reads. */
const MOST_SHOWN = 300;

export function PlainScene({ scene }: { scene: object }) {
  const parts = Object.entries(scene).filter(([name]) => name !== 'kind');
  if (parts.length === 0) return null;
  return (
    <dl className={styles.plain} data-plain>
      {parts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{wordsOf(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

const wordsOf = (value: unknown): string =>
  (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, MOST_SHOWN);
