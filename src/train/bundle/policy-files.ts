/** The model inside a training checkpoint as the files of a Hugging Face folder, without an executor. */
import { readCheckpoint as readPolicy } from '../../model/checkpoint.ts';
import { saveFolder } from '../../model/folder.ts';
import { layoutOf } from '../../model/layout.ts';
import { writeSafetensors } from '../../model/safetensors.ts';
import { Tokenizer } from '../../model/tokenizer.ts';
import { piecesOf } from '../../model/weights.ts';
import type { Checkpoint } from '../checkpoint.ts';

export const POLICY_FILE = 'policy.safetensors';

/** File name -> bytes; the weights are POLICY_FILE, byte for byte what Policy.exportWeights() gives. */
export function policyFiles({ policy, tokenizer }: Checkpoint): Record<string, Uint8Array> {
  const { config, weights } = readPolicy(policy);
  const bytes = writeSafetensors(piecesOf(layoutOf(config), weights), { format: 'pt' });
  const { 'model.safetensors': model, ...rest } = saveFolder(config, bytes, Tokenizer.fromJson(tokenizer));
  return { ...rest, [POLICY_FILE]: model! };
}
