/** What went wrong in the panel it stands in, read out when it appears. Nothing while the text is empty. */
import styles from './Problem.module.css';

export function Problem({ text, className }: { text: string; className?: string | undefined }) {
  if (text === '') return null;
  return (
    <p className={[styles.problem, className].filter(Boolean).join(' ')} role="alert">
      {text}
    </p>
  );
}
