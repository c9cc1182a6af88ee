/** System, light or dark: one button that goes round. */
import { preferences, type Preferences } from '../../store/preferences.ts';
import { Button } from '../Button.tsx';
import type { IconName } from '../Icon.tsx';
import { usePreference } from '../session-context.ts';

type Theme = Preferences['theme'];
const NEXT: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };
const ICON: Readonly<Record<Theme, IconName>> = { system: 'system', light: 'sun', dark: 'moon' };
const NAME: Readonly<Record<Theme, string>> = { system: 'as the system', light: 'light', dark: 'dark' };

export function ThemeToggle() {
  const theme = usePreference('theme');
  const label = `Theme: ${NAME[theme]}. Change to ${NAME[NEXT[theme]]}.`;
  return (
    <Button
      look="bare"
      icon={ICON[theme]}
      aria-label={label}
      title={label}
      onClick={() => preferences.setState({ theme: NEXT[theme] })}
    />
  );
}
