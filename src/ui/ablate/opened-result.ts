/** Files that a person opens: a study, or what came out of one elsewhere. Must not draw. */
import { TurnlabError } from '../../core/errors.ts';
import { readOutcomes, type Finished } from '../../store/study/outcome-lines.ts';
import { outcomeOf, type MetricsLine } from '../../train/outcome.ts';
import { cellsOf, readStudy, type Study } from '../../train/study.ts';

/** What `turnlab sweep` found somewhere else. */
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

/** The only files of a sweep's folder that are read; weights may be large. */
export const isReadOfFolder = (path: string): boolean => /(^|\/)(study\.json|run\.json|metrics\.jsonl)$/.test(path);

/**
 * The folder that `turnlab sweep --out` filled: the runs in it that came to their end, be it a collapse. `texts`: path ->
 * text of the files above. Throws TurnlabError `bad-file` in one sentence.
 */
export function resultOfFolder(texts: ReadonlyMap<string, string>): OpenedResult {
  const [path] = [...texts.keys()].filter((one) => one.endsWith('study.json')).toSorted((a, b) => a.length - b.length);
  if (path === undefined)
    throw new TurnlabError(
      'bad-file',
      'There is no study.json in this folder.',
      'Open the folder that `turnlab sweep --out` filled.',
    );
  const root = path.slice(0, -'study.json'.length);
  const study = readStudy(texts.get(path)!);
  const finished = cellsOf(study).flatMap((cell) => {
    const { seed, settings: _, ...condition } = cell;
    const folder = `${root}${condition.slug}/s${seed}/`;
    // A line that a crash cut off is left out.
    const lines = (texts.get(`${folder}metrics.jsonl`) ?? '').split('\n').filter((line) => line.endsWith('}'));
    const outcome = outcomeOf(lines.map((line) => JSON.parse(line) as MetricsLine));
    const isFinished = /"stage":\s*"finished"/.test(texts.get(`${folder}run.json`) ?? '');
    const isCollapsed = study.stopCollapsed && !Number.isNaN(outcome.collapse);
    return isFinished || isCollapsed ? [{ condition, seed, outcome, run: null }] : [];
  });
  if (finished.length === 0) throw new TurnlabError('bad-file', 'No run in this folder has come to its end yet.');
  return { name: study.name, finished };
}
