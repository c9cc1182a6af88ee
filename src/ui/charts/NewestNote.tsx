/** Above a table of numbers: how many rows of it are shown, and all of them as a file. */
import styles from './ChartTable.module.css';

/** Rows a table shows. */
export const NEWEST = 50;

/** `rows`: how many there are; `csv`: all of them; `name`: the file's, without its ending. */
export function NewestNote({ rows, csv, name }: { rows: number; csv: string; name: string }) {
  return (
    <p className={styles.note}>
      Newest first, {Math.min(NEWEST, rows)} of {rows} rows.{' '}
      <a href={`data:text/csv;charset=utf-8,${encodeURIComponent(csv)}`} download={`${name}.csv`}>
        Download all as CSV
      </a>
    </p>
  );
}
