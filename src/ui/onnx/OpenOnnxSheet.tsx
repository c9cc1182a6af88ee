/** An ONNX policy from a file, to let play in any environment. */
import { useRef, useState } from 'react';
import { TurnlabError } from '../../core/errors.ts';
import { settingsFrom } from '../../core/settings.ts';
import { readPolicyFile } from '../../model/onnx/policy-file.ts';
import { Button } from '../Button.tsx';
import { bytes } from '../format.ts';
import { useTask } from '../runs/use-task.ts';
import { Problem } from '../Problem.tsx';
import { Sheet } from '../Sheet.tsx';
import styles from './OnnxSheet.module.css';
import { PlayPart, type OpenedOnnx } from './PlayPart.tsx';

/** A tab has to hold it several times, and policies that WebAssembly plays in reasonable time are far smaller. */
const MOST_BYTES = 256 * 2 ** 20;

interface Chosen extends OpenedOnnx {
  readonly name: string;
  readonly home: { readonly env: string; readonly level: number };
}

export default function OpenOnnxSheet({ onClose }: { onClose: () => void }) {
  const { problem, isBusy, run: attempt } = useTask();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const take = (files: readonly File[]): void =>
    attempt(async () => {
      setChosen(null);
      setChosen(await chosenOf(files));
    });
  return (
    <Sheet title="Open an ONNX policy" onClose={onClose}>
      <p className={styles.lede}>
        A policy.onnx of turnlab, or any ONNX model that maps token ids [1, T] to logits [1, T, V] and speaks turnlab’s
        vocabulary. Nothing leaves this device: onnxruntime-web runs here, in a worker of its own.
      </p>
      <div className={styles.file}>
        <Button icon="import" disabled={isBusy} onClick={() => input.current?.click()}>
          Choose a file
        </Button>
        {chosen && (
          <span>
            {chosen.name}, {bytes(chosen.onnx.length)}
          </span>
        )}
        <input
          ref={input}
          hidden
          multiple
          type="file"
          accept=".onnx,.json"
          aria-label="ONNX policy to open"
          onChange={({ currentTarget }) => {
            take([...(currentTarget.files ?? [])]);
            // The same file can be chosen again.
            currentTarget.value = '';
          }}
        />
      </div>
      <p className={styles.lede}>A model without a tokenizer inside: choose its tokenizer.json together with it.</p>
      <Problem text={problem} />
      {chosen && <PlayPart key={chosen.name} home={chosen.home} open={() => Promise.resolve(chosen)} />}
    </Sheet>
  );
}

/** Read before anything is loaded to run it. Throws TurnlabError `bad-file`. */
async function chosenOf(files: readonly File[]): Promise<Chosen> {
  const large = files.find(({ size }) => size > MOST_BYTES);
  if (large) throw new TurnlabError('bad-file', `${large.name} is larger than ${bytes(MOST_BYTES)} and was not read.`);
  const model = files.find(({ name }) => !name.endsWith('.json'));
  if (!model) throw new TurnlabError('bad-file', 'No ONNX model was chosen.', 'Choose a file that ends in .onnx.');
  const json = files.find(({ name }) => name.endsWith('.json'));
  const read = async (file: File): Promise<Uint8Array> => new Uint8Array(await file.arrayBuffer());
  const onnx = await read(model);
  const tokenizer = json && (await read(json));
  const { settings } = readPolicyFile(onnx, tokenizer);
  return { name: model.name, onnx, ...(tokenizer && { tokenizer }), home: homeOf(settings) };
}

function homeOf({ env, level }: Readonly<Record<string, unknown>>): Chosen['home'] {
  try {
    return settingsFrom('micro', { env, level });
  } catch {
    return settingsFrom('micro');
  }
}
