/** Files that a person opens: a study, or what came out of one elsewhere. Must not draw. */
import { readStudy, type Study } from '../../train/study.ts';
import { readOutcomes, type Finished } from '../../store/study/outcome-lines.ts';

/** What `turnlab sweep --json` printed somewhere else. */
export interface OpenedResult {
  readonly name: string;
  readonly finished: readonly Finished[];
}

export type Opened = { readonly kind: 'study'; readonly study: Study } | ({ readonly kind: 'result' } & OpenedResult);

/** One study file, or one or several files of outcomes (shards). Throws TurnlabError `bad-file` in one sentence. */
export function openedFrom(files: readonly { readonly name: string; readonly text: string }[]): Opened {
  const [first] = files;
  const looksLikeStudy = files.length === 1 && !/^\s*\{\s*"kind"\s*:/.test(first!.text);
  if (looksLikeStudy && first!.name.endsWith('.json')) return { kind: 'study', study: readStudy(first!.text) };
  const finished = readOutcomes(files.map(({ text }) => text).join('\n'));
  return { kind: 'result', name: files.map(({ name }) => name).join(', '), finished };
}
