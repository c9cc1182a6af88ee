/** The kinds of own data that can be played, with a small example of each to start from. Text only. */
import type { OwnKind } from '../../core/environments.ts';

export interface OwnExample {
  readonly kind: OwnKind;
  readonly name: string;
  /** How the text is written, one sentence. */
  readonly form: string;
  readonly text: string;
}

/** Characters that are read at most; the parsers say the same with a sentence of their own. */
export const MOST_BYTES = 64 << 20;

const passage = (id: string, title: string, text: string): string => JSON.stringify({ id, title, text });
const question = (asked: string, answer: string, gold: string): string =>
  JSON.stringify({ question: asked, answer, gold: [gold] });

export const OWN_EXAMPLES: readonly OwnExample[] = [
  {
    kind: 'search',
    name: 'Passages and questions (SearchQA)',
    form: 'JSON lines: a passage has id, title and text; a question has question, answer (or a list of answers) and, if you like, gold: the ids of passages that hold the answer.',
    text: [
      passage('p1', 'Old Mill', 'The Old Mill was built in 1742 by the miller Anna Kraus. It stands on the Lene.'),
      passage('p2', 'Lene', 'The Lene is a small river. It rises at Hollerberg and flows into the Saal.'),
      passage('p3', 'Hollerberg', 'Hollerberg is a hill of 512 metres. On its top stands a lookout tower.'),
      passage('p4', 'Stone Bridge', 'The Stone Bridge crosses the Lene near the market. Its architect was Jonas Feld.'),
      passage('p5', 'Market', 'The market is held on Thursdays. Its clock came from the Old Mill.'),
      question('Who built the Old Mill?', 'Anna Kraus', 'p1'),
      question('Where does the Lene rise?', 'Hollerberg', 'p2'),
      question('How high is Hollerberg?', '512 metres', 'p3'),
      question('Who was the architect of the bridge near the market?', 'Jonas Feld', 'p4'),
      question('On which day is the market held?', 'Thursdays', 'p5'),
      question('Into which river does the Lene flow?', 'the Saal', 'p2'),
    ].join('\n'),
  },
  {
    kind: 'wordle',
    name: 'Words (Wordle)',
    form: 'One word a line, all of the same length (2 to 7 letters), 8 to 512 of them. Case is ignored; lines that begin with # are passed over.',
    text: 'bread\ncrane\nflute\nglove\nhouse\nlemon\nmouse\nplant\nriver\nstone\ntable\nwheat',
  },
  {
    kind: 'questions',
    name: 'Things (20 questions)',
    form: 'One thing a line, then what is true of it: a name, a colon, and words. 6 to 128 things, 3 to 24 properties; no two things may be true of the same.',
    text: [
      'sparrow: bird flies small',
      'eagle: bird flies hunts large',
      'penguin: bird swims',
      'owl: bird flies hunts',
      'shark: swims hunts large',
      'herring: swims small',
      'whale: swims large mammal',
      'bat: flies small mammal',
      'wolf: hunts mammal',
      'mouse: small mammal',
    ].join('\n'),
  },
];
