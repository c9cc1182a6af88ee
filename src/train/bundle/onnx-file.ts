/** The model inside a training checkpoint as policy.onnx. Same checkpoint, same bytes. */
import type { Settings } from '../../core/settings.ts';
import { readCheckpoint as readPolicy } from '../../model/checkpoint.ts';
import { writePolicyFile } from '../../model/onnx/policy-file.ts';
import { Tokenizer } from '../../model/tokenizer.ts';
import type { Checkpoint } from '../checkpoint.ts';

export const ONNX_FILE = 'policy.onnx';

/** What says how a policy is played: the file carries these of the run that made it. */
export const PLAY_SETTINGS = [
  'env',
  'level',
  'observation',
  'actionList',
  'history',
  'maxNewTokens',
  'seed',
  'evalTemperature',
] as const satisfies readonly (keyof Settings)[];

export function onnxFile({ state: { settings }, policy, tokenizer }: Checkpoint): Uint8Array<ArrayBuffer> {
  return writePolicyFile({
    ...readPolicy(policy),
    tokenizer: Tokenizer.fromJson(tokenizer),
    settings: Object.fromEntries(PLAY_SETTINGS.map((key) => [key, settings[key]])),
  });
}
