/** What went wrong with the run, and the settings that were moved while it trained: the marks of the charts in words. */
import { useSyncExternalStore } from 'react';
import { AlertList } from '../notices/AlertList.tsx';
import { useLab, useSession } from '../session-context.ts';
import styles from './MarkList.module.css';

export default function MarkList() {
  return (
    <>
      <AlertList />
      <Moved />
    </>
  );
}

function Moved() {
  const { history } = useSession();
  const marks = useSyncExternalStore(
    (listener) => history.subscribe(listener),
    () => history.marks,
  ).filter(({ isAlert }) => !isAlert);
  const isOneOfSeveral = useLab(({ experiment }) => experiment !== null);
  if (marks.length === 0) return null;
  return (
    <p className={styles.marks}>
      <b>Changed while training</b> (dashed vertical lines):{' '}
      {marks.map(({ update, label }) => `update ${update}: ${label}`).join(' · ')}
      {isOneOfSeveral && ' · For this seed alone: the others begin as the first did.'}
    </p>
  );
}
