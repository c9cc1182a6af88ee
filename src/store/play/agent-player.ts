/**
 * A trained agent that answers turn by turn from a worker of its own. Made from a run's checkpoint; the page never runs a
 * model. Must not know runs or environments.
 */
import { TurnlabError } from '../../core/errors.ts';
import type { ParsedResponse } from '../../rollout/parse.ts';
import type { PLAYER, PlayerEvent, PlayerRequest } from '../../worker/player.ts';

export type AgentFacts = Omit<Extract<PlayerEvent, { kind: 'opened' }>, 'kind'>;

export interface AgentPlayer {
  readonly facts: AgentFacts;
  /** Rejects with TurnlabError. */
  say(turn: Omit<Extract<PlayerRequest, { kind: 'say' }>, 'kind'>): Promise<ParsedResponse>;
  /** Ends the worker; what was asked and not answered is rejected. */
  dispose(): void;
}

/** What there is of a worker; tests give a scripted one in its place. */
export type PlayerWorker = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>;

// The name is PLAYER; it stands here as text because the bundler reads these options without running them.
const startWorker = (): PlayerWorker =>
  new Worker(new URL('../../worker/entry.ts', import.meta.url), {
    type: 'module',
    name: 'turnlab player' satisfies typeof PLAYER,
  });

/** Rejects with TurnlabError when the checkpoint cannot be read or the worker cannot be started. */
export async function openAgent(checkpoint: Uint8Array, start: () => PlayerWorker = startWorker): Promise<AgentPlayer> {
  const worker = start();
  let open: { readonly resolve: (event: PlayerEvent) => void; readonly reject: (why: TurnlabError) => void }[] = [];
  let over: TurnlabError | null = null;
  const end = (why: TurnlabError): void => {
    over = why;
    worker.terminate();
    for (const { reject } of open) reject(why);
    open = [];
  };
  worker.onmessage = ({ data }: MessageEvent<PlayerEvent>) => open.shift()?.resolve(data);
  worker.onerror = ({ message }) =>
    end(new TurnlabError('worker-crashed', `The agent’s worker stopped: ${message || 'it could not be loaded'}.`));
  const ask = async (request: PlayerRequest): Promise<Exclude<PlayerEvent, { kind: 'failed' }>> => {
    const answer = await new Promise<PlayerEvent>((resolve, reject) => {
      if (over) return reject(over);
      open.push({ resolve, reject });
      worker.postMessage(request);
    });
    if (answer.kind === 'failed') throw new TurnlabError(answer.code, answer.sentence, answer.next);
    return answer;
  };
  try {
    const { kind: _, ...facts } = (await ask({ kind: 'open', checkpoint })) as Extract<PlayerEvent, { kind: 'opened' }>;
    return {
      facts,
      async say(turn) {
        const { kind: __, ...said } = (await ask({ kind: 'say', ...turn })) as Extract<PlayerEvent, { kind: 'said' }>;
        return said;
      },
      dispose: () => end(new TurnlabError('bad-argument', 'The agent was sent away.')),
    };
  } catch (thrown) {
    worker.terminate();
    throw thrown;
  }
}
