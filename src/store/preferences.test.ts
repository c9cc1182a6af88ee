import { describe, expect, it } from 'vitest';
import { parsePreferences } from './preferences.ts';

const DEFAULTS = { theme: 'system', shortcuts: true, announcements: true, whenHidden: 'continue' };

describe('parsePreferences', () => {
  it.each([null, '', 'not json', '[]', '7', 'null', '{"theme":"purple","shortcuts":"no","whenHidden":"sleep"}'])(
    'gives defaults for %j',
    (text) => {
      expect(parsePreferences(text)).toEqual(DEFAULTS);
    },
  );

  it('takes what is there', () => {
    const chosen = { theme: 'dark', shortcuts: false, announcements: false, whenHidden: 'pause' };
    expect(parsePreferences(JSON.stringify({ ...chosen, extra: 1 }))).toEqual(chosen);
  });
});
