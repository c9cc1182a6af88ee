/** What every quantity of the view means and how it is computed, once. Must not compute anything. */

export interface Quantity {
  readonly symbol: string;
  readonly name: string;
  readonly meaning: string;
  readonly formula: string;
}

export const QUANTITIES = {
  M: {
    symbol: 'M',
    name: 'uncertainty M',
    meaning: 'How unsure the agent was of this token, from 0 (sure) to 1. Blends entropy and confidence.',
    formula: 'M = α·H̃ + (1 − α)·(1 − C̃), with H̃ and C̃ scaled to 0…1 over the episode so far (or by fixed bounds).',
  },
  H: {
    symbol: 'H',
    name: 'entropy H',
    meaning:
      'How spread out the choice of the next token was, in nats. Drawn from its least to its greatest of this turn.',
    formula: 'H = −Σ p·ln p over all tokens.',
  },
  C: {
    symbol: 'C',
    name: 'confidence C',
    meaning: 'Larger means a sharper choice, in nats. Drawn from its least to its greatest of this turn.',
    formula: 'C = −(1/j)·Σ ln p over the j likeliest tokens.',
  },
  delta: {
    symbol: 'Δ',
    name: 'change Δ',
    meaning: 'How far the uncertainty moved from the token before, inside a thought.',
    formula: 'Δₜ = |Mₜ − Mₜ₋₁|.',
  },
  windowMean: {
    symbol: 'mean Δ',
    name: 'window mean of Δ',
    meaning: 'The average of the last changes. When it falls below ε, thinking no longer changes anything.',
    formula: '(Δₜ + Δₜ₋₁ + … + Δₜ₋ₙ) / (N + 1), with N the window.',
  },
  epsilon: {
    symbol: 'ε',
    name: 'threshold ε',
    meaning: 'Thinking counts as saturated below it. Drag the line, or use the arrow keys on it.',
    formula: 'Cut after the first think token t ≥ L_min, past the peak, with mean Δ < ε. Once a turn.',
  },
  minThink: {
    symbol: 'L_min',
    name: 'shortest thought L_min',
    meaning: 'No thought is cut as saturated before it has this many tokens.',
    formula: 'Cuts need t − (start of the thought) + 1 ≥ L_min.',
  },
  peak: {
    symbol: 'peak',
    name: 'the peak',
    meaning:
      'Where the smoothed uncertainty of the thought was highest: the decision is made there, so cutting there hurts.',
    formula: 'argmax over t of (Mₜ + … + Mₜ₋ₙ) / (N + 1). With the guard on, a cut must lie N + 1 tokens after it.',
  },
  decision: {
    symbol: 'decision',
    name: 'the decision',
    meaning:
      'The think token by which the thought has named the action that is then taken. What is thought after it is idle. A thought that never names its action has no such place.',
    formula:
      'The last token of the first place in the thought that holds all words of the action, in order, without a gap.',
  },
  phi: {
    symbol: 'Φ',
    name: 'turn uncertainty Φ',
    meaning: 'How unsure the agent was over a whole turn.',
    formula: 'Φ = (Π M)^(1/T) over the T tokens of the turn, M at least 10⁻⁶ (or their plain mean, if so set).',
  },
  gamma: {
    symbol: 'Γ',
    name: 'turn difference Γ',
    meaning: 'How far the uncertainty of a turn is from that of the turn before. The first turn has none.',
    formula: 'Γᵏ = |Φᵏ − Φᵏ⁻¹|.',
  },
  eta: {
    symbol: 'η',
    name: 'threshold η',
    meaning: 'A turn with a smaller Γ is stagnant: it is thrown away before the world sees it and sampled again.',
    formula: 'Resample while Γ < η, at most B_max times; the published code leaves Γ = 0 alone.',
  },
  cutRate: {
    symbol: 'Thoughts cut',
    name: 'the share of thoughts cut',
    meaning: 'How often ε would have ended the thinking of a recorded turn.',
    formula: 'first tries with a cut / first tries.',
  },
  resampleRate: {
    symbol: 'Turns sampled again',
    name: 'the share of turns sampled again',
    meaning: 'How often η would have thrown away the first try of a recorded turn.',
    formula: 'turns whose first try is stagnant / turns that follow another one.',
  },
  saved: {
    symbol: 'saved',
    name: 'saved think tokens',
    meaning: 'Think tokens that lie behind the cuts. What the agent would have done without them is not known.',
    formula: 'Σ over cut first tries of (end of the thought − cut).',
  },
  thrown: {
    symbol: 'thrown away',
    name: 'tokens thrown away',
    meaning: 'The cost of resampling: tokens of recorded tries below η. Tries that were never played are not in it.',
    formula: 'Σ lengths of the tries before the first one that is kept.',
  },
} as const satisfies Record<string, Quantity>;

export type QuantityId = keyof typeof QUANTITIES;
