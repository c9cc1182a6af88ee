/** Going round in circles: turns that lead nowhere, and sampling a turn again when it hesitates as the one before. */
import { percent } from '../format.ts';
import { circlingShare } from './facts.ts';
import { known, type Lesson } from './lesson.ts';

const FIRST = 4;
const LAST = 8;
/** Share of turns. */
const CLEARLY = 0.03;

export const LOOPS: Lesson = {
  id: 'loops',
  title: 'Going round in circles',
  about: 'Turns that lead back to where the agent has been, and a second try for them.',
  minutes: 6,
  preset: 'nano',
  steps: [
    {
      kind: 'read',
      title: 'A turn can be lost',
      point: '#setting-loopiness',
      text: [
        'An agent that acts over many turns can waste them: a step up and a step down again, an action that does nothing, the same once more.',
        'With the setting “Loopiness” the expert shows such turns on purpose, so that there is something to cure.',
      ],
    },
    {
      kind: 'guess',
      id: 'circles',
      title: 'Your guess first',
      text: ['The page labels every turn exactly: did it lead into a situation that is new in this episode, or not?'],
      question:
        'After imitating an expert that wastes 60 % of its turns, how many of the agent’s turns lead nowhere new?',
      options: [
        { id: 'few', text: 'Less than a third.' },
        { id: 'half', text: 'Between a third and two thirds.' },
        { id: 'most', text: 'More than two thirds.' },
      ],
    },
    {
      kind: 'train',
      how: 'begin',
      title: 'Plant it and measure',
      text: [`The agent imitates the wandering expert, then makes ${FIRST} updates.`],
      point: '[aria-labelledby="episode"]',
      changes: { env: 'numberline', level: 0, loopiness: 0.6, updates: LAST, evalEvery: LAST, evalEpisodes: 8 },
      until: FIRST,
      measure: { before: circlingShare },
    },
    {
      kind: 'answer',
      title: 'What came out',
      guess: 'circles',
      text: ['In the transcript such turns are labelled “no effect”, “not possible”, “seen before” or “repeat”.'],
      judge(values) {
        const found = known(values, 'before');
        if (!found) return null;
        const right = found.before < 1 / 3 ? 'few' : found.before <= 2 / 3 ? 'half' : 'most';
        return { right, sentence: `${percent(found.before)} of its turns led nowhere new.` };
      },
    },
    {
      kind: 'guess',
      id: 'again',
      title: 'Now give it a second try',
      text: [
        'Turn-level resampling (TDS) looks at Γ, how far a turn’s mean uncertainty is from that of the turn before. When it hardly moved, the agent may be doing the same once more: the turn is thrown away before the world sees it, and sampled again. The threshold η is read off this agent, so that about a third of the turns are.',
      ],
      question: 'What will that do to the turns that lead nowhere new?',
      options: [
        { id: 'fewer', text: 'Clearly fewer of them.' },
        { id: 'same', text: 'About as many: a second try is drawn from the same agent.' },
        { id: 'more', text: 'More of them.' },
      ],
    },
    {
      kind: 'train',
      how: 'change',
      title: 'Resample while it learns',
      text: [`TDS is switched on in the run that you began, and training goes on to update ${LAST}.`],
      point: '[aria-labelledby="curves"]',
      changes: { tds: true },
      calibrate: 0.3,
      until: LAST,
      measure: { after: circlingShare },
    },
    {
      kind: 'answer',
      title: 'What came out',
      guess: 'again',
      text: [
        'The agent also learned in between, so not all of a change need be due to resampling. To tell the two apart one needs the same run without it: that is what an ablation is.',
      ],
      judge(values) {
        const found = known(values, 'before', 'after');
        if (!found) return null;
        const { before, after } = found;
        const right = after < before - CLEARLY ? 'fewer' : after > before + CLEARLY ? 'more' : 'same';
        return {
          right,
          sentence: `${percent(before)} of its turns led nowhere new before, ${percent(after)} with resampling on.`,
        };
      },
    },
  ],
};
