/** Letters and digits, three pixels wide and five high, for pictures that are read. Drawn for this lab. */

/** Glyphs as one block of text: names, then five rows each, side by side. */
const SHEETS: readonly (readonly string[])[] = [
  [
    'a   b   c   d   e   f   g   h   i   j   k   l   m',
    ' #  ##   ## ##  ### ###  ## # # ###   # # # #   # #',
    '# # # # #   # # #   #   #   # #  #    # # # #   ###',
    '### ##  #   # # ##  ##  # # ###  #    # ##  #   ###',
    '# # # # #   # # #   #   # # # #  #  # # # # #   # #',
    '# # ##   ## ##  ### #    ## # # ###  #  # # ### # #',
  ],
  [
    'n   o   p   q   r   s   t   u   v   w   x   y   z',
    '##   #  ##   #  ##   ## ### # # # # # # # # # # ###',
    '# # # # # # # # # # #    #  # # # # # # # # # #   #',
    '# # # # ##  # # ##   #   #  # # # # ###  #   #   # ',
    '# # # # #   ### # #   #  #  # # # # ### # #  #  #  ',
    '# #  #  #    ## # # ##   #  ###  #  # # # #  #  ###',
  ],
  [
    '0   1   2   3   4   5   6   7   8   9',
    '### ##  ##  ### # # ### ##  ### ### ###',
    '# #  #    #   # # # #   #     # # # # #',
    '# #  #   #   ## ### ##  ###  #  ### ###',
    '# #  #  #     #   #   # # #  #  # #   #',
    '### ### ### ###   # ##  ### #   ### ## ',
  ],
];

export const GLYPHS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  SHEETS.flatMap(([names, ...rows]) =>
    names!.split(/ +/).map((name, i) => [name, rows.map((row) => row.slice(4 * i, 4 * i + 3).padEnd(3))]),
  ),
);
