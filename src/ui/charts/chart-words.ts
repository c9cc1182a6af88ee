/** What the charts mean, in plain words first, with the formula and what is healthy. Arrives with the first question. */

export interface ChartWords {
  /** For someone who has never trained a model. */
  readonly meaning: string;
  readonly formula: string;
  readonly healthy: string;
}

/** By the chart's id. */
export const CHART_WORDS: Readonly<Record<string, ChartWords>> = {
  'held-out': {
    meaning:
      'Tasks that the agent never learns from, played again and again: the honest measure of whether it gets better. The band says how sure one can be with so few tasks.',
    formula:
      'solved ÷ played, on the validation split; band: Wilson 95 % interval, (p + z²/2n ± z√(p(1−p)/n + z²/4n²)) ÷ (1 + z²/n), z = 1.96',
    healthy: 'Rises from the warm-start line. Moves inside the band may be chance.',
  },
  success: {
    meaning:
      'How many of the episodes it has just learned from ended in success. Noisy: every update draws other tasks.',
    formula: 'solved ÷ played over the batch of this update',
    healthy: 'Drifts upwards. Near 0 or 1 there is nothing to compare, so little is learned.',
  },
  reward: {
    meaning: 'What the environment pays: points for a solved task, nothing otherwise.',
    formula: 'mean over episodes of Σ reward per turn',
    healthy: 'Rises together with success.',
  },
  turns: {
    meaning: 'How many actions an attempt takes. Failed attempts run to the turn limit.',
    formula: 'mean number of turns over the batch',
    healthy: 'Falls as the agent stops going round in circles.',
  },
  tokens: {
    meaning: 'How much the agent writes, thinking included, before and with each action.',
    formula: 'mean response length over all turns of the batch',
    healthy: 'Steady. Growth without more success is idle talk; a collapse to very few means it stopped thinking.',
  },
  entropy: {
    meaning: 'How open the agent’s choice of the next word is. Exploration lives here.',
    formula: 'entropy H = −Σ p ln p of the next-token distribution, mean over sampled tokens',
    healthy: 'Falls slowly. A sudden drop to 0 is collapse: it repeats one thing. A rise means that it comes apart.',
  },
  kl: {
    meaning: 'How differently the agent now chooses its words than it did right after the warm start.',
    formula:
      'KL divergence, k3 estimate: mean of r − 1 − ln r over sampled tokens, r = warm-start probability ÷ present probability',
    healthy: 'Grows slowly. Jumps mean that the learning rate is too high.',
  },
  gradient: {
    meaning: 'How strongly this batch pulls at the weights.',
    formula: '√Σ g² over all parameters, before clipping',
    healthy: 'Same order of magnitude throughout. Above the dashed line the pull is shortened.',
  },
  imitation: {
    meaning: 'While it imitates the expert: how surprised the agent still is by what the expert writes.',
    formula: 'mean −ln p(expert’s token), on expert demonstrations',
    healthy: 'Falls fast, then flattens. It stops early on purpose, to leave something to learn.',
  },
};
