/** Small own data of each kind, with words that no lexicon has. For tests only. */
import type { OwnKind } from '../core/environments.ts';

const line = JSON.stringify;

export const OWN_TEXTS: Readonly<Record<OwnKind, string>> = {
  search: [
    line({ id: 'p1', title: 'Old Mill', text: 'The Old Mill was built by the miller Kraus.' }),
    line({ id: 'p2', title: 'Lene', text: 'The Lene is a river. It rises at Hollerberg.' }),
    line({ id: 'p3', title: 'Hollerberg', text: 'Hollerberg is a hill with a tower.' }),
    line({ question: 'Who built the Old Mill?', answer: 'Kraus', gold: 'p1' }),
    line({ question: 'Where does the Lene rise?', answer: ['Hollerberg'], gold: ['p2'] }),
    line({ question: 'What stands on Hollerberg?', answer: 'tower', gold: ['p3'] }),
    line({ question: 'What is the Lene?', answer: 'a river' }),
    line({ question: 'Who was Kraus?', answer: 'miller' }),
  ].join('\n'),
  wordle: 'bread\ncrane\nflute\nglove\nhouse\nlemon\nmouse\nplant\nriver\nstone\ntable\nwheat',
  questions: [
    'sparrow: bird flies small',
    'eagle: bird flies hunts',
    'penguin: bird swims',
    'shark: swims hunts',
    'herring: swims small',
    'bat: flies small mammal',
    'wolf: hunts mammal',
  ].join('\n'),
};
