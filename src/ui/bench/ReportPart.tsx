/** The report, as text or as JSON, to copy. */
import { useState } from 'react';
import type { BenchState } from '../../store/bench/bench-session.ts';
import { CopyField } from '../share/CopyField.tsx';
import styles from './BenchSheet.module.css';
import { reportJson, reportText } from './report-text.ts';

export function ReportPart({ state }: { state: BenchState }) {
  const [isJson, setJson] = useState(false);
  const text = (isJson ? reportJson : reportText)(state, navigator.userAgent);
  return (
    <section className={styles.report} aria-label="Report">
      <label className={styles.scale}>
        Report as
        <select value={isJson ? 'json' : 'text'} onChange={(event) => setJson(event.target.value === 'json')}>
          <option value="text">Text, as the command line prints it</option>
          <option value="json">JSON, a line for each result</option>
        </select>
      </label>
      <CopyField label="Report" text={text} action="Copy report" />
    </section>
  );
}
