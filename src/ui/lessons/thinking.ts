/** Thinking too long: chatter after the decision, learned from demonstrations, and what cutting it does. */
import { fixed, percent } from '../format.ts';
import { idleShare, newest } from './facts.ts';
import { known, type Lesson } from './lesson.ts';

const FIRST = 4;
const LAST = 8;
/** Tokens per turn that make a difference worth calling one. */
const CLEARLY = 0.5;

export const THINKING: Lesson = {
  id: 'thinking',
  title: 'Thinking too long',
  about: 'An agent that goes on thinking after it has decided, and what happens when it is cut short.',
  minutes: 6,
  preset: 'nano',
  steps: [
    {
      kind: 'read',
      title: 'Chatter can be learned',
      point: '#setting-verbosity',
      text: [
        'An agent learns to think from what it imitates. With the setting “Verbosity” the expert adds chatter after each decision: words that cannot change what it does.',
        'Real reasoning models do this too: they go on after they have their answer. It costs time and, in training, teaches that idle words belong to success.',
      ],
    },
    {
      kind: 'guess',
      id: 'idle',
      title: 'Your guess first',
      text: [
        'The task: reach a number by steps up and down. The expert adds a phrase of chatter with a chance of 60 %, and then perhaps another.',
      ],
      question: 'How much of what the agent thinks will come after its decision?',
      options: [
        { id: 'little', text: 'Less than a tenth.' },
        { id: 'some', text: 'Between a tenth and a third.' },
        { id: 'much', text: 'More than a third.' },
      ],
    },
    {
      kind: 'train',
      how: 'begin',
      title: 'Plant it and measure',
      text: [`The agent imitates the talkative expert, then makes ${FIRST} updates.`],
      point: '[aria-labelledby="episode"]',
      changes: { env: 'numberline', level: 0, verbosity: 0.6, updates: LAST, evalEvery: LAST, evalEpisodes: 8 },
      until: FIRST,
      measure: { idle: idleShare, before: newest('response_length/mean', 2) },
    },
    {
      kind: 'answer',
      title: 'What came out',
      guess: 'idle',
      text: [
        'The place of the decision is exact: it is where the thought has named the action that the agent then takes. Thoughts that never name it are left out.',
      ],
      judge(values) {
        const found = known(values, 'idle');
        if (!found) return null;
        const right = found.idle < 0.1 ? 'little' : found.idle <= 1 / 3 ? 'some' : 'much';
        return {
          right,
          sentence: `Where it named its action, ${percent(found.idle)} of its thinking came after that.`,
        };
      },
    },
    {
      kind: 'guess',
      id: 'cut',
      title: 'Now cut it',
      text: [
        'The token-level intervention (TTI) watches how much uncertainty changes from word to word. Once it hardly does any more, it closes the thought: a hint, though no proof, that all is decided. The threshold ε is read off this very agent, so that about every third turn is cut.',
      ],
      question: 'What will that do to the number of tokens (words and tags) it writes per turn, over the next updates?',
      options: [
        { id: 'fewer', text: 'Fewer tokens.' },
        { id: 'same', text: 'About as many: it makes up for it elsewhere.' },
        { id: 'more', text: 'More tokens: it starts to resist.' },
      ],
    },
    {
      kind: 'train',
      how: 'change',
      title: 'Cut while it learns',
      text: [`TTI is switched on in the run that you began, and training goes on to update ${LAST}.`],
      point: '[aria-labelledby="curves"]',
      changes: { tti: true },
      calibrate: 0.3,
      until: LAST,
      measure: { after: newest('response_length/mean', 2) },
    },
    {
      kind: 'answer',
      title: 'What came out',
      guess: 'cut',
      text: [
        'Not all of that need be the cutting: the agent went on learning meanwhile. In trials with three seeds these updates took 2 to 4 tokens off with cutting and 0 to 2 without. For your run, only the same run without cuts would tell.',
        'Whether cutting helps it to solve more is another question: a few updates of one small agent cannot tell. The Ablate page asks it properly, with several seeds and error bars.',
      ],
      judge(values) {
        const found = known(values, 'before', 'after');
        if (!found) return null;
        const { before, after } = found;
        const right = after < before - CLEARLY ? 'fewer' : after > before + CLEARLY ? 'more' : 'same';
        return {
          right,
          sentence: `It wrote ${fixed(before, 1)} tokens per turn before and ${fixed(after, 1)} with cutting on.`,
        };
      },
    },
  ],
};
