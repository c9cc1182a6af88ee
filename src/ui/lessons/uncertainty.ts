/** What uncertainty looks like inside a turn: measured over the parts of a thought. */
import { fixed } from '../format.ts';
import { entropyOf, type Part } from './facts.ts';
import { known, type Lesson } from './lesson.ts';

const PARTS: Readonly<Record<Part, string>> = {
  start: 'what is thought before the decision',
  decision: 'the decision',
  after: 'what is thought after it',
  action: 'the action itself',
};

export const UNCERTAINTY: Lesson = {
  id: 'uncertainty',
  title: 'What uncertainty looks like inside a turn',
  about: 'Where in a turn the agent hesitates, and where it only copies itself.',
  minutes: 4,
  preset: 'nano',
  steps: [
    {
      kind: 'read',
      title: 'A turn has parts',
      text: [
        'In every turn the agent thinks, then acts. A thought first says what it sees (“5 is over 3”), then names an action (“step up”): that is the decision. What it thinks after that cannot change it any more. Then it writes the action out.',
        'Entropy measures how open the choice of each word was: 0 when only one word would do, more when many would.',
      ],
    },
    {
      kind: 'guess',
      id: 'guess',
      title: 'Your guess first',
      text: ['The task: reach a number by steps up and down. Imagine somebody who solves it aloud.'],
      question: 'In which part of a turn is the agent least sure of its next word, on average?',
      options: [
        { id: 'start', text: 'Before the decision: saying what it sees.' },
        { id: 'decision', text: 'In the decision: naming the action.' },
        { id: 'action', text: 'In the action, when it counts.' },
      ],
    },
    {
      kind: 'train',
      how: 'begin',
      title: 'Measure it',
      text: [
        'The agent imitates an expert for a while, then makes two updates. Every word of these episodes is recorded with its entropy.',
      ],
      point: '[aria-labelledby="episode"]',
      changes: { env: 'numberline', level: 0, updates: 2, evalEvery: 2, evalEpisodes: 8 },
      until: 2,
      measure: {
        start: entropyOf('start'),
        decision: entropyOf('decision'),
        after: entropyOf('after'),
        action: entropyOf('action'),
      },
    },
    {
      kind: 'answer',
      title: 'What came out',
      guess: 'guess',
      text: [
        'Uncertainty is no even fog over a turn. It sits in places, and those are the places where trying something else can change what happens.',
        'The action only repeats the decision: an agent that copies without fail would be at 0 there. What is above 0 is room to act otherwise than it thought.',
      ],
      judge(values) {
        const found = known(values, 'start', 'decision', 'action');
        if (!found) return null;
        const parts = ['start', 'decision', 'action'] as const;
        const right = parts.reduce((a, b) => (found[a] >= found[b] ? a : b));
        const each = parts.map((part) => `${PARTS[part]} ${fixed(found[part], 2)}`);
        return { right, sentence: `Mean entropy in nats per word: ${each.join(', ')}.` };
      },
    },
    {
      kind: 'read',
      title: 'Look at single words',
      view: 'uncertainty',
      text: [
        'This is the Uncertainty view. Each column is one word of the turn, and the line above it shows M: its uncertainty, between 0 and 1. Go through the words with the arrow keys or point at them.',
        'The line ε marks where thinking would be cut because uncertainty no longer changes. Drag it: the page says after which word it would cut, without changing anything.',
      ],
    },
  ],
};
