/** Draws a component with a scripted worker, in the page's real styles; everything is taken down after each test. */
import type { ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach } from 'vitest';
import { Session } from '../../src/store/session.ts';
import type { LabState } from '../../src/store/state.ts';
import '../../src/ui/base.css';
import { SessionContext } from '../../src/ui/session-context.ts';
import '../../src/ui/tokens.css';
import { fakeConnect, type FakeClient } from './fake-client.ts';

export interface Rendered {
  readonly session: Session;
  /** The newest scripted worker; throws before one was made. */
  readonly client: () => FakeClient;
  readonly host: HTMLElement;
}

const open: { root: Root; host: HTMLElement; session: Session }[] = [];

export async function render(what: ReactNode, initial: Partial<LabState> = {}): Promise<Rendered> {
  const { connect, clients } = fakeConnect();
  const session = new Session(connect, initial);
  const host = document.createElement('div');
  document.body.append(host);
  const root = createRoot(host);
  open.push({ root, host, session });
  flushSync(() => root.render(<SessionContext value={session}>{what}</SessionContext>));
  await settled();
  const client = (): FakeClient => {
    const newest = clients.at(-1);
    if (!newest) throw new Error('No worker was made.');
    return newest;
  };
  return { session, client, host };
}

/** Effects have run and a frame was drawn. */
function settled(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
}

/** Runs what changes state and lets the page follow. */
export async function doing(work: () => void): Promise<void> {
  flushSync(work);
  await settled();
}

afterEach(() => {
  for (const { root, host, session } of open.splice(0)) {
    root.unmount();
    session.dispose();
    host.remove();
  }
});
