/** An episode of question and answer as a search log: the question, what was searched, what is in view, the way to the answer. */
import type { SearchScene } from '../../envs/search/scene.ts';
import styles from './SearchPicture.module.css';
import site from './site.module.css';

export function SearchPicture({ scene }: { scene: SearchScene }) {
  const { question, known: searches, view, way, answered, answer } = scene;
  const last = searches.at(-1);
  return (
    <div className={site.site}>
      <p className={styles.question}>{question}</p>
      {answer && (
        <ol className={styles.way} aria-label="What has to be read">
          {way.map(({ title, known }) => (
            <li key={title} data-known={known}>
              {title}
              <span className="visually-hidden">{known ? ' (read)' : ' (not read yet)'}</span>
            </li>
          ))}
          <li data-answer>{answer}</li>
        </ol>
      )}
      {searches.length > 1 && (
        <ol className={styles.earlier} aria-label="Earlier searches">
          {searches.slice(0, -1).map(({ query, titles }, i) => (
            // The same search may come twice.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={i}>
              <q>{query}</q> brought {titles.join(', ') || 'nothing'}
            </li>
          ))}
        </ol>
      )}
      <p className={styles.bar}>
        <b>Search</b>
        <span className={site.query}>{last?.query ?? 'nothing searched yet'}</span>
      </p>
      <ol className={styles.view}>
        {view.map(({ title, text, gold }) => (
          <li key={title} data-gold={gold}>
            {text}
            {gold && <span className="visually-hidden"> (needed)</span>}
          </li>
        ))}
      </ol>
      {answered && (
        <p className={styles.answered} data-right={answered.isRight}>
          Answered: <b>{answered.text}</b>, which is {answered.isRight ? 'right' : 'wrong'}.
        </p>
      )}
    </div>
  );
}
