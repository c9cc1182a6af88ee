/** A changed live setting in words, short for a line on a chart and in full for the list beside it. Pure. */
import { settingOf, type Settings } from '../core/settings.ts';

type Value = Settings[keyof Settings] | undefined;

/** What formulas and papers call them. */
const SYMBOLS: Readonly<Partial<Record<keyof Settings, string>>> = {
  epsilon: 'ε',
  eta: 'η',
  alpha: 'α',
  topJ: 'j',
  window: 'N',
  minThink: 'L_min',
  maxThink: 'L_max',
  maxTries: 'B_max',
  tti: 'TTI',
  tds: 'TDS',
  peakGuard: 'guard',
  thinkBudget: 'budget',
};

/** ε for the threshold ε; the label of a setting that has no symbol. */
export const symbolOf = (key: keyof Settings): string => SYMBOLS[key] ?? settingOf(key)?.label ?? key;

const valueText = (value: Value): string =>
  value === undefined ? '' : typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);

/** Three significant digits: a line on a chart has little room. */
const shortText = (value: Value): string =>
  typeof value === 'number' ? String(Number(value.toPrecision(3))) : valueText(value);

export function changeMark(key: keyof Settings, before: Value, now: Value): { label: string; short: string } {
  const name = settingOf(key)?.label ?? key;
  return {
    label: `${name} ${valueText(before)} → ${valueText(now)}`,
    short: `${symbolOf(key)} ${shortText(now)}`,
  };
}
