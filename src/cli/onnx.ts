/** Opens an ONNX policy on Node, with onnxruntime's WebAssembly build. Must not play it. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TurnlabError } from '../core/errors.ts';
import { OrtModel, type Ort } from '../model/onnx/ort-model.ts';
import { readPolicyFile, type PolicyFile } from '../model/onnx/policy-file.ts';
import { readFile } from './run-folder.ts';

export interface OnnxFile {
  readonly bytes: Uint8Array;
  readonly policy: PolicyFile;
}

/** A tokenizer.json beside the file is taken when the file carries none. Throws TurnlabError `bad-file`. */
export function readOnnx(path: string): OnnxFile {
  const bytes = readFile(path);
  try {
    return { bytes, policy: readPolicyFile(bytes) };
  } catch (thrown) {
    const beside = join(dirname(path), 'tokenizer.json');
    if (!(thrown instanceof TurnlabError) || thrown.code !== 'bad-file' || !existsSync(beside)) throw thrown;
    return { bytes, policy: readPolicyFile(bytes, readFile(beside)) };
  }
}

export async function openOnnx({ bytes, policy }: OnnxFile): Promise<OrtModel> {
  return OrtModel.open(await loadOrt(), bytes, policy);
}

async function loadOrt(): Promise<Ort> {
  const module = await import('onnxruntime-web');
  const ort = (module as { default?: Ort }).default ?? module;
  ort.env.wasm.numThreads = 1;
  return ort;
}
