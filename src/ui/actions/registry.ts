/**
 * Everything a person can do with one press, once: buttons, keys and the help sheet all come from this list.
 * Must not draw anything.
 */
import type { Session } from '../../store/session.ts';
import type { LabState } from '../../store/state.ts';
import type { IconName } from '../Icon.tsx';

export interface PageActions {
  readonly session: Session;
  readonly openHelp: () => void;
  readonly openShare: () => void;
  readonly openBench: () => void;
}

export interface Action {
  readonly id: 'train' | 'step' | 'step-turn' | 'reset' | 'new-seed' | 'lessons' | 'share' | 'bench' | 'help';
  /** KeyboardEvent.key. */
  readonly key: string;
  /** How the key is printed. */
  readonly keyLabel: string;
  readonly icon: (state: LabState) => IconName;
  readonly label: (state: LabState) => string;
  /** One sentence for tooltips and the help sheet. */
  readonly hint: string;
  readonly isEnabled: (state: LabState) => boolean;
  readonly perform: (page: PageActions) => void;
}

/** In the place of a lesson: the list of all. */
export const LESSON_MENU = 'menu';

export const isMoving = (state: LabState): boolean => state.run === 'running' || state.run === 'preparing';

function trainLabel(state: LabState): string {
  if (isMoving(state)) return 'Pause';
  if (state.run === 'paused') return 'Continue';
  if (state.run === 'finished') return 'Train again';
  if (state.run === 'failed') return 'Restart';
  return 'Train';
}

/** A seed that fits in the setting's 32 bits, unlike the present one. */
export function freshSeed(present: number, random: () => number = Math.random): number {
  const seed = Math.floor(random() * 10_000);
  return seed === present ? (seed + 1) % 10_000 : seed;
}

export const ACTIONS: readonly Action[] = [
  {
    id: 'train',
    key: ' ',
    keyLabel: 'Space',
    icon: (state) => (isMoving(state) ? 'pause' : 'play'),
    label: trainLabel,
    hint: 'Start training, pause it, or go on.',
    isEnabled: () => true,
    perform: ({ session }) => (isMoving(session.state) ? session.pause() : session.train()),
  },
  {
    id: 'step',
    key: '.',
    keyLabel: '.',
    icon: () => 'step',
    label: () => 'Step',
    hint: 'Do one update, then stand still.',
    isEnabled: (state) => state.run === 'empty' || state.run === 'paused',
    perform: ({ session }) => session.step(),
  },
  {
    id: 'step-turn',
    key: ',',
    keyLabel: ',',
    icon: () => 'step',
    label: () => 'Step turn',
    hint: 'Let every episode that is being played take one more turn, then stand still.',
    isEnabled: (state) => state.run === 'empty' || state.run === 'paused',
    perform: ({ session }) => session.step('turn'),
  },
  {
    id: 'reset',
    key: 'r',
    keyLabel: 'R',
    icon: () => 'reset',
    label: () => 'Reset',
    hint: 'Forget this run; the next one starts from the settings as they are.',
    isEnabled: (state) => state.run !== 'empty',
    perform: ({ session }) => session.reset(),
  },
  {
    id: 'new-seed',
    key: 'n',
    keyLabel: 'N',
    icon: () => 'dice',
    label: () => 'New seed',
    hint: 'Draw another random seed; it applies on reset.',
    isEnabled: ({ guard }) => !guard.locked.includes('seed'),
    perform: ({ session }) => session.setSetting('seed', freshSeed(session.state.draft.seed)),
  },
  {
    id: 'lessons',
    key: 'l',
    keyLabel: 'L',
    icon: () => 'book',
    label: () => 'Lessons',
    hint: 'Guess, then try it on this lab: short guided lessons. Press again to close them.',
    isEnabled: () => true,
    perform: ({ session }) => session.showLesson(session.state.lesson ? null : { id: LESSON_MENU, step: 1 }),
  },
  {
    id: 'share',
    key: 's',
    keyLabel: 'S',
    icon: () => 'link',
    label: () => 'Share',
    hint: 'Make a link to this lab; choose what it hides or locks.',
    isEnabled: () => true,
    perform: ({ openShare }) => openShare(),
  },
  {
    id: 'bench',
    key: 'b',
    keyLabel: 'B',
    icon: () => 'gauge',
    label: () => 'Measure this device',
    hint: 'Time the engine on this device, and copy a report.',
    isEnabled: () => true,
    perform: ({ openBench }) => openBench(),
  },
  {
    id: 'help',
    key: '?',
    keyLabel: '?',
    icon: () => 'help',
    label: () => 'Help and shortcuts',
    hint: 'Show what is what, and every key.',
    isEnabled: () => true,
    perform: ({ openHelp }) => openHelp(),
  },
];

export function actionOf(id: Action['id']): Action {
  const action = ACTIONS.find((a) => a.id === id);
  if (!action) throw new Error(`No action "${id}".`);
  return action;
}
