/**
 * What a worker event changes in the page's state: a pure function, so that it can be tested without a page. Curves and
 * checkpoint bytes go elsewhere (session.ts).
 */
import type { Phase, TrainEvent } from '../train/events.ts';
import type { WorkerEvent } from '../worker/protocol.ts';
import type { LabState, Notice, Pace } from './state.ts';

type Patch = Partial<LabState>;

const STAGE_OF: Readonly<Partial<Record<Phase, LabState['stage']>>> = {
  compiling: 'compiling',
  'warm-start': 'warm-start',
  collecting: 'training',
  updating: 'training',
};
const STAGES: readonly LabState['stage'][] = ['none', 'compiling', 'warm-start', 'training'];

/** The newer notice takes the place of one with its id. */
export function withNotice(notices: readonly Notice[], notice: Notice): readonly Notice[] {
  return [...notices.filter((n) => n.id !== notice.id), notice];
}

function furthest(state: LabState, phase: Phase): LabState['stage'] {
  const stage = STAGE_OF[phase] ?? state.stage;
  return STAGES.indexOf(stage) > STAGES.indexOf(state.stage) ? stage : state.stage;
}

function paceOf(before: Pace | null, event: Pick<Pace, 'stage' | 'done' | 'total'>, now: number): Pace {
  const goesOn = before?.stage === event.stage && before.done <= event.done;
  return { ...event, since: goesOn ? before.since : now, from: goesOn ? before.from : event.done };
}

export function whatIsSafe({ stage, checkpointUpdate }: LabState): string {
  if (checkpointUpdate !== null)
    return `The curves on this page and the checkpoint of update ${checkpointUpdate} are kept.`;
  return stage === 'none' || stage === 'compiling'
    ? 'This run had learnt nothing yet, so nothing is lost.'
    : 'The curves on this page are kept; there is no checkpoint yet.';
}

const INTERRUPTED = 'The calibration was interrupted. ε and η stay as they were. Calibrate again.';

/** Nothing when none is under way. */
const endOfCalibration = ({ calibration }: LabState, refusal: string): Patch =>
  calibration.isRunning ? { calibration: { ...calibration, isRunning: false, refusal } } : {};

function applyTrain(state: LabState, event: TrainEvent, now: number): Patch {
  switch (event.kind) {
    case 'phase':
      return {
        stage: furthest(state, event.phase),
        progress: { phase: event.phase, done: 0, total: 0, note: event.note },
      };
    case 'progress': {
      const { phase, done, total, note } = event;
      const isStage = phase === 'compiling' || phase === 'warm-start';
      const pace = isStage ? { pace: paceOf(state.pace, { stage: phase, done, total }, now) } : {};
      return { stage: furthest(state, phase), progress: { phase, done, total, note }, ...pace };
    }
    case 'warm':
      return {
        stage: furthest(state, 'warm-start'),
        warmSuccess: event.metrics['warm/success_rate'] ?? state.warmSuccess,
      };
    case 'update':
      return { stage: furthest(state, 'updating') };
    case 'evaluation': {
      const rate = event.metrics['val/success_rate'];
      if (event.split !== 'val' || rate === undefined) return {};
      const n = event.metrics['val/episodes'] ?? state.opened?.evalEpisodes ?? state.draft.evalEpisodes;
      return { heldOut: { update: event.update, rate, n } };
    }
    case 'episode':
      return { episode: { update: event.update, trajectory: event.trajectory, advantage: event.advantage } };
    case 'turn':
    case 'turns':
      return {};
    case 'calibration': {
      const { epsilon, eta } = event;
      return {
        calibration: { isRunning: false, refusal: '', found: event },
        draft: { ...state.draft, epsilon, eta },
        ...(state.opened && { opened: { ...state.opened, epsilon, eta } }),
      };
    }
    case 'alert': {
      const { cause, sentence, next } = event;
      // It stays when the next seed begins.
      const title = state.experiment ? `Seed ${state.opened?.seed}: ${sentence}` : sentence;
      const notice = { id: `alert-${cause}`, tone: 'warning', title, next } as const;
      // After a recovery the run goes through updates again and comes upon the same.
      const before = state.alerts.filter((alert) => alert.update < event.update || alert.cause !== cause);
      return { alerts: [...before, event], notices: withNotice(state.notices, notice) };
    }
    case 'checkpoint':
      return { checkpointUpdate: event.update };
    case 'warning':
      return { notices: withNotice(state.notices, { id: event.code, tone: 'warning', title: event.sentence }) };
    default:
      return event satisfies never;
  }
}

/** `now` in ms on performance.now()'s clock. */
export function applyEvent(state: LabState, event: WorkerEvent, now: number): Patch {
  switch (event.kind) {
    case 'status': {
      const { status } = event;
      const patch: Patch = { status, run: status.state };
      if (!status.notice || status.notice === state.status?.notice) return patch;
      const tone = status.software ? 'warning' : 'info';
      return { ...patch, notices: withNotice(state.notices, { id: 'backend', tone, title: status.notice }) };
    }
    case 'opened':
      return { opened: event.settings, words: event.words };
    case 'train':
      return applyTrain(state, event.event, now);
    case 'changed':
      return state.opened ? { opened: { ...state.opened, ...event.changes } } : {};
    case 'checkpoint':
    case 'kernels':
      return {};
    case 'recovered': {
      const lost = event.lostUpdates === 1 ? 'One update is repeated.' : `${event.lostUpdates} updates are repeated.`;
      const notice = { id: 'recovered', tone: 'good', title: event.sentence, safe: lost } as const;
      return { notices: withNotice(state.notices, notice), ...endOfCalibration(state, INTERRUPTED) };
    }
    case 'failed': {
      // Answered where it was asked for.
      if (event.command === 'calibrate' && !event.fatal)
        return endOfCalibration(state, `${event.sentence} ${event.next}`);
      const notice: Notice = {
        id: 'failed',
        tone: 'error',
        title: event.sentence,
        safe: event.fatal ? whatIsSafe(state) : 'The run goes on as it was.',
        next: event.next,
        details: `${event.code}: ${event.sentence}`,
        restart: event.fatal,
      };
      const end: Patch = event.fatal ? { run: 'failed', ...endOfCalibration(state, INTERRUPTED) } : {};
      return { notices: withNotice(state.notices, notice), ...end };
    }
    default:
      return event satisfies never;
  }
}
