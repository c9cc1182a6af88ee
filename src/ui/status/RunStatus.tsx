/** What runs where, how fast, and how much it uses: the line at the foot once there is a run. */
import { useEffect, useState, type ReactNode } from 'react';
import type { Status } from '../../worker/protocol.ts';
import { ActionButton } from '../actions/ActionButton.tsx';
import { Explain } from '../explain/Explain.tsx';
import { Button } from '../Button.tsx';
import { ago, bytes, count, fixed, milliseconds } from '../format.ts';
import { useLab, useSession } from '../session-context.ts';
import styles from './RunStatus.module.css';

export default function RunStatus({ status }: { status: Status }) {
  const run = useLab((state) => state.run);
  const updates = useLab((state) => state.opened?.updates);
  const checkpoint = useLab((state) => state.checkpointUpdate);
  const savedAt = useLab((state) => state.savedAt);
  return (
    <>
      <p className={styles.device}>
        <span className={styles.dot} data-state={run} aria-hidden="true" />
        {status.label}
        {status.software && ' (software)'}
        <AboutDevice />
        <ActionButton id="bench" look="bare" iconOnly />
      </p>
      <dl className={styles.facts}>
        <Fact name="update">
          {count(status.update)} of {count(updates ?? 0)}
        </Fact>
        <Fact name="updates/s">{fixed(status.updatesPerSecond, 2)}</Fact>
        <Fact name="tokens/s">{count(status.tokensPerSecond)}</Fact>
        <Fact name="parameters">{count(status.parameters)}</Fact>
        <Fact name="compile">{milliseconds(status.compileMs)}</Fact>
        <Fact name="memory">{bytes(status.gpuBytes)}</Fact>
        <Fact name="dispatches">{count(status.dispatches)}</Fact>
        {checkpoint !== null && <Fact name="checkpoint">update {checkpoint}</Fact>}
        {savedAt !== null && <Saved key={savedAt} at={savedAt} />}
      </dl>
    </>
  );
}

interface FactProps {
  readonly name: string;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

function Fact({ name, className, children }: FactProps) {
  return (
    <div className={className}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Ticks by itself, so that the rest of the line stands still meanwhile. */
function Saved({ at }: { at: number }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <Fact name="saved" className={styles.saved}>
      {ago(now - at)}
    </Fact>
  );
}

function AboutDevice() {
  const session = useSession();
  const readbacks = useLab((state) => state.status?.readbacks ?? 0);
  return (
    <Explain about="this device">
      <p>
        <b>Dispatches</b> are the programs started on the device so far; <b>read-backs</b> ({count(readbacks)}) are the
        times its numbers were fetched. <b>Memory</b> is what the engine has allocated.
      </p>
      <p>
        <b>Saved</b> is when the run was last written to this browser’s disk, with everything known of it then: every
        few seconds while it trains, and when it is paused or over. After a reload it goes on from the checkpoint that
        was the newest by then.
      </p>
      <p>If the device is lost, training goes on from the last checkpoint. You can try that:</p>
      <Button look="small" onClick={() => session.loseDevice()}>
        Lose the device on purpose
      </Button>
    </Explain>
  );
}
