/** What a policy gradient does: on a task that is learned in under a minute. */
import { percent } from '../format.ts';
import { firstHeldOut, lastHeldOut } from './facts.ts';
import { known, type Lesson } from './lesson.ts';

/** Share of tasks; with 64 tasks less than this may well be chance. */
const CLEARLY = 0.1;

export const POLICY_GRADIENT: Lesson = {
  id: 'policy-gradient',
  title: 'What a policy gradient does',
  about: 'How an agent gets better when nobody shows it what to do.',
  minutes: 4,
  preset: 'nano',
  steps: [
    {
      kind: 'read',
      title: 'Words are drawn by chance',
      text: [
        'The agent is a small language model. For every next word it has a list of probabilities, and draws one. So the same task, tried several times, goes differently each time.',
        'A policy gradient uses just that: it tries each task many times, compares how the attempts went, and makes every word of the better ones a little more likely, every word of the worse ones a little less.',
      ],
    },
    {
      kind: 'guess',
      id: 'guess',
      title: 'Your guess first',
      text: [
        'The task: steer a number to a target by adding and subtracting. The agent first imitates an expert for a moment, just until some attempts succeed. Then the expert is gone, and it makes 15 updates by trial and error alone.',
      ],
      question: 'On tasks that it never trains on, what will these 15 updates do to the share it solves?',
      options: [
        { id: 'lower', text: 'It falls: without the expert it forgets.' },
        { id: 'same', text: 'It stays, give or take 10 points: nobody tells it what is right.' },
        { id: 'higher', text: 'It rises by more than 10 points.' },
      ],
    },
    {
      kind: 'train',
      how: 'begin',
      title: 'Try it',
      text: ['Watch “Held-out tasks solved”: its first point is the agent right after imitation.'],
      point: '[aria-labelledby="result"]',
      changes: { env: 'numberline', level: 0, updates: 15, evalEvery: 5 },
      until: 15,
      measure: { before: firstHeldOut, after: lastHeldOut },
    },
    {
      kind: 'answer',
      title: 'What came out',
      guess: 'guess',
      text: [
        'The only thing it was ever told is how each attempt ended. Which attempt is better than the others at the same task is all that is needed.',
      ],
      judge(values) {
        const found = known(values, 'before', 'after');
        if (!found) return null;
        const { before, after } = found;
        const right = after > before + CLEARLY ? 'higher' : after < before - CLEARLY ? 'lower' : 'same';
        return {
          right,
          sentence: `It solved ${percent(before)} after imitation and ${percent(after)} after 15 updates.`,
        };
      },
    },
    {
      kind: 'read',
      title: 'See the pull on one episode',
      point: '[aria-labelledby="episode"]',
      text: [
        'Look at the episode. Beside each turn stands “adv.”, the advantage: how much better the attempt went than the others at its task. Above 0, every word of the turn was made more likely; below 0, less likely.',
        'In one line: gradient = advantage × the direction that makes these words more likely, averaged over all words of all attempts. If all attempts at a task end alike, every advantage is 0 and nothing is learned from it.',
      ],
    },
  ],
};
