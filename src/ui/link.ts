/** Keeps the address bar and the settings in step, and tells the person what a link got wrong. */
import { ownKindOf } from '../core/environments.ts';
import { readLink, writeLink } from '../store/url.ts';
import type { Session } from '../store/session.ts';
import type { LabState } from '../store/state.ts';

/** Browsers refuse more than about 100 address changes in 30 seconds; a dragged slider makes more. */
const WRITE_MS = 400;

const IN_THE_LINK = ['draft', 'preset', 'backend', 'seeds', 'guard', 'lesson', 'view', 'play'] as const;

/** Without the leading "#". */
export const linkOf = ({ preset, draft, backend, seeds, guard, lesson, view, play }: LabState): string =>
  writeLink({ preset, settings: draft, backend, seeds, guard, lesson, ...(view === 'play' && play && { play }) });

export function followLink(session: Session): void {
  const read = (): void => {
    const { preset, settings, backend, seeds, guard, lesson, play, told } = readLink(location.hash);
    session.replaceDraft(preset, settings, backend);
    session.store.setState({ seeds, guard, lesson, ...(play && { play, view: 'play' as const }) });
    if (ownKindOf(settings.env)) void import('../store/own-notice.ts').then(({ tellOwn }) => tellOwn(session));
    if (told.length > 0)
      session.notify({
        id: 'link',
        tone: 'warning',
        title: 'Some parts of the link were not usable.',
        safe: told.join(' '),
      });
  };
  read();
  addEventListener('hashchange', read);

  let timer: ReturnType<typeof setTimeout> | undefined;
  session.store.subscribe((now, before) => {
    if (IN_THE_LINK.every((part) => now[part] === before[part])) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const link = linkOf(session.state);
      history.replaceState(null, '', link ? `#${link}` : location.pathname + location.search);
    }, WRITE_MS);
  });
}
