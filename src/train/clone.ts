/**
 * Which settings the warm-started policy of a run depends on: runs that agree in them start from the same clone, so one
 * warm start serves them all. Must not train.
 */
import { TurnlabError } from '../core/errors.ts';
import { settingOf, SETTINGS, type Settings } from '../core/settings.ts';
import type { TrainState } from './checkpoint.ts';

/** Used by cloning updates, or by the looks that decide when cloning stops. */
const ALSO_USED: readonly string[] = [
  'seed',
  'history',
  'maxNewTokens',
  'weightDecay',
  'maxGradNorm',
  'evalTemperature',
  'evalControl',
];

function dependsOn({ rft, evalControl }: Settings): (keyof Settings)[] {
  return SETTINGS.filter(
    ({ key, group }) =>
      group === 'Task' ||
      group === 'Model' ||
      group === 'Warm start' ||
      ALSO_USED.includes(key) ||
      (key === 'temperature' && rft) ||
      (group === 'Exploration control' && evalControl),
  ).map(({ key }) => key as keyof Settings);
}

/** Equal text <=> same clone. */
export const cloneKey = (settings: Settings): string =>
  JSON.stringify(dependsOn(settings).map((key) => [key, settings[key]]));

/** Throws TurnlabError `bad-setting` when a run with these settings would not have had the clone of that checkpoint. */
export function checkClone({ stage, began, changes }: TrainState, settings: Settings): void {
  if (stage === 'warm-start') throw new TurnlabError('bad-setting', 'That run is still in its warm start.');
  if (changes.some(({ update, turn }) => update === 0 && turn === 0))
    throw new TurnlabError('bad-setting', 'Settings of that run were moved before its training began.');
  const different = dependsOn(settings).find((key) => began[key] !== settings[key]);
  if (different)
    throw new TurnlabError(
      'bad-setting',
      `${settingOf(different)!.label} differs from that of the clone (${String(settings[different])}, not ${String(began[different])}).`,
      'Start from a clone of the same task, model, warm start and seed.',
    );
}
