/** Keeps the address bar and the settings in step, and tells the person what a link got wrong. */
import { readLink, writeLink } from '../store/url.ts';
import type { Session } from '../store/session.ts';

/** Browsers refuse more than about 100 address changes in 30 seconds; a dragged slider makes more. */
const WRITE_MS = 400;

export function followLink(session: Session): void {
  const read = (): void => {
    const { preset, settings, backend, told } = readLink(location.hash);
    session.replaceDraft(preset, settings, backend);
    if (told.length > 0)
      session.notify({
        id: 'link',
        tone: 'warning',
        title: 'Some settings in the link were not usable.',
        safe: told.join(' '),
      });
  };
  read();
  addEventListener('hashchange', read);

  let timer: ReturnType<typeof setTimeout> | undefined;
  session.store.subscribe((now, before) => {
    if (now.draft === before.draft && now.preset === before.preset && now.backend === before.backend) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const { preset, draft, backend } = session.state;
      const link = writeLink({ preset, settings: draft, backend });
      history.replaceState(null, '', link ? `#${link}` : location.pathname + location.search);
    }, WRITE_MS);
  });
}
