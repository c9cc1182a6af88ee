/** The 8 x 8 shapes that more than one picture uses. `#` is a shape's first ink, `o` its second. */
import type { Shape } from './picture.ts';

export const FIGURE: Shape = [
  '        ',
  '  ooo   ',
  '  ooo   ',
  ' #####  ',
  '# ### # ',
  '  ###   ',
  '  # #   ',
  ' ## ##  ',
];

export const RING: Shape = [
  '        ',
  '  ####  ',
  ' #    # ',
  ' #    # ',
  ' #    # ',
  ' #    # ',
  '  ####  ',
  '        ',
];

export const CRATE: Shape = [
  '        ',
  ' ###### ',
  ' #o##o# ',
  ' ##oo## ',
  ' ##oo## ',
  ' #o##o# ',
  ' ###### ',
  '        ',
];

export const BRICKS: Shape = [
  '#######o',
  '#######o',
  'oooooooo',
  '###o####',
  '###o####',
  'oooooooo',
  '#######o',
  'oooooooo',
];

export const FLAG: Shape = [
  '        ',
  '  o###  ',
  '  o#### ',
  '  o###  ',
  '  o     ',
  '  o     ',
  '  o     ',
  ' ooo    ',
];

export const HOLE: Shape = [
  '        ',
  '  ####  ',
  ' #oooo# ',
  '#oooooo#',
  '#oooooo#',
  ' #oooo# ',
  '  ####  ',
  '        ',
];

export const CROSS: Shape = [
  '        ',
  ' ##  ## ',
  '  ####  ',
  '   ##   ',
  '   ##   ',
  '  ####  ',
  ' ##  ## ',
  '        ',
];
