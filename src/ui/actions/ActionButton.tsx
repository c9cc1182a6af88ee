/** A button made from the registry: name, icon, key and rule for when it can be pressed. */
import { useContext } from 'react';
import { Button } from '../Button.tsx';
import { useLab, useSession } from '../session-context.ts';
import { actionOf, type Action } from './registry.ts';
import { SheetsContext } from './sheets-context.ts';

interface Props {
  readonly id: Action['id'];
  readonly look?: 'plain' | 'primary' | 'bare';
  /** Only the icon is drawn; the name stays for assistive technology. */
  readonly iconOnly?: boolean;
  readonly className?: string | undefined;
}

export function ActionButton({ id, look = 'plain', iconOnly = false, className }: Props) {
  const action = actionOf(id);
  const session = useSession();
  const sheets = useContext(SheetsContext);
  const label = useLab(action.label);
  const icon = useLab(action.icon);
  const isEnabled = useLab(action.isEnabled);
  return (
    <Button
      look={look}
      icon={icon}
      className={className}
      disabled={!isEnabled}
      title={`${action.hint} (${action.keyLabel})`}
      aria-label={iconOnly ? label : undefined}
      onClick={() => action.perform({ session, ...sheets })}
    >
      {!iconOnly && label}
    </Button>
  );
}
