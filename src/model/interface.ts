/**
 * What the rest of the lab asks of a policy: generate turns, score tokens, take one optimiser step.
 * rollout/, algo/ and train/ depend on this file; model/policy.ts implements it over an Executor.
 */
import type { Picture } from '../core/picture.ts';
import type { Cut, Extrema } from '../engine/kernels/intervention.ts';
import type { ThinkingControl } from './thinking.ts';

export interface Sampling {
  /** > 0. Log-probs, entropy and confidence are those of softmax(logits / temperature). */
  readonly temperature: number;
  /** Keep the k likeliest tokens; 0 = all. */
  readonly topK: number;
  /** Keep the smallest set of mass >= p; 1 = all. */
  readonly topP: number;
  readonly greedy: boolean;
}

export interface GenerateRow {
  readonly prompt: Uint32Array;
  /** Its patches stand at the PATCH places of the prompt (core/picture.ts). */
  readonly picture?: Picture | undefined;
  /** Counter of this row's random numbers; together with the position it must be unique under one seed. */
  readonly episode: number;
  readonly turn: number;
  readonly attempt: number;
  /** GeneratedRow.extrema of the turn before; none at the start of a trajectory. */
  readonly extrema?: Extrema;
}

export interface GenerateRequest {
  readonly rows: readonly GenerateRow[];
  readonly maxNewTokens: number;
  /** Sampling this token ends the row; it is part of the response. */
  readonly stopToken: number;
  readonly sampling: Sampling;
  /** Key of the random numbers. */
  readonly seed: number;
  /** Without it the uncertainty is still recorded (blend, alpha 0.4, j 5, running) and nothing is cut. */
  readonly thinking?: ThinkingControl;
}

export interface TrainingRow {
  /** Prompt followed by response. */
  readonly ids: Uint32Array;
  /** Index of the first response token in `ids`; tokens from here on may carry loss. */
  readonly start: number;
  /** Of the prompt: its patches stand at the PATCH places. */
  readonly picture?: Picture | undefined;
  /** The next four are as long as ids.length - start. */
  readonly lossMask: Float32Array;
  readonly advantage: Float32Array;
  readonly oldLogprob: Float32Array;
  /** Log-prob under the reference policy; equal to oldLogprob when the KL coefficient is 0. */
  readonly refLogprob: Float32Array;
}

export interface LossSettings {
  /** `policy-gradient`: clipped ratio, k3 KL, entropy bonus. `cloning`: -log p, advantages as weights. */
  readonly objective: 'policy-gradient' | 'cloning';
  readonly temperature: number;
  readonly clipLow: number;
  readonly clipHigh: number;
  /** Cap for negative advantages (dual clip); Infinity = none. */
  readonly dualClip: number;
  readonly klCoef: number;
  readonly entropyCoef: number;
  readonly aggregation: 'token-mean' | 'seq-mean-token-mean' | 'seq-mean-token-sum';
}

export interface OptimiserSettings {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  readonly maxGradNorm: number;
}

/** Means are over loss tokens, in nats where they are entropies or divergences. */
export interface UpdateStats {
  readonly loss: number;
  readonly policyLoss: number;
  readonly entropy: number;
  /** k3 estimate against the reference log-probs. */
  readonly kl: number;
  /** k1 estimate (old - new) against the behaviour policy. */
  readonly approxKl: number;
  readonly clipFraction: number;
  readonly meanRatio: number;
  /** Before clipping. */
  readonly gradNorm: number;
  readonly tokens: number;
  /** Share of packed positions that were padding. */
  readonly padding: number;
  /** True when a non-finite gradient made the optimiser skip the step. */
  readonly skipped: boolean;
}

export interface ScoreOptions {
  readonly temperature: number;
  /** Tokens the confidence looks at. */
  readonly topJ: number;
  /** First position wanted of each sequence, default 1; entries before it are NaN and cost less. */
  readonly starts?: readonly number[];
  readonly nextLogits?: boolean;
  /** One for each sequence with PATCH places. Nothing predicts a patch: its log-prob is 0. */
  readonly pictures?: readonly (Picture | undefined)[];
}

/** Per position t >= 1 of a sequence, entry t is about the distribution that predicts token t; entry 0 is NaN. */
export interface Scores {
  readonly logprob: Float32Array | Float64Array;
  readonly entropy: Float32Array | Float64Array;
  readonly confidence: Float32Array | Float64Array;
  /** Of the position after the last token, unscaled; only when asked for. */
  readonly nextLogits?: Float32Array | Float64Array;
}

export interface GeneratedRow {
  readonly ids: Uint32Array;
  readonly logprob: Float32Array;
  readonly entropy: Float32Array;
  readonly confidence: Float32Array;
  readonly finished: boolean;
  /** M of every token, in [0, 1]; high = uncertain. The very values that were acted on. */
  readonly uncertainty: Float32Array;
  /** 1 for a token that the intervention put there instead of the policy; its log-prob is still the policy's. */
  readonly forced: Uint8Array;
  /** Index of the last think token before the cut; -1 = nothing was cut. */
  readonly firedAt: number;
  readonly cut: Cut;
  /** Of the trajectory up to and including this response; goes into the next turn's row. */
  readonly extrema: Extrema;
}

/** What playing asks of a policy; scoring and training ask for more. */
export interface TurnGenerator {
  /** Longest prompt + response in tokens. */
  readonly maxTokens: number;
  /** Rows that it generates side by side; of more, some would wait for the others. */
  readonly mostRows: number;
  generate(request: GenerateRequest): Promise<GeneratedRow[]>;
}

export interface PolicyModel extends TurnGenerator {
  readonly parameterCount: number;
  score(sequences: readonly Uint32Array[], options: ScoreOptions): Promise<Scores[]>;
  /** Accumulates over micro-batches, clips, one AdamW step. */
  update(rows: readonly TrainingRow[], loss: LossSettings, optimiser: OptimiserSettings): Promise<UpdateStats>;
  /** Optimiser steps taken; AdamW's bias correction counts from it. */
  readonly step: number;
}
