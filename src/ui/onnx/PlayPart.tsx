/** Lets an ONNX policy play held-out tasks of any environment, and says how it did. */
import { useId, useState, type ReactNode } from 'react';
import { settingOf } from '../../core/settings.ts';
import { ENV_IDS, specOf } from '../../envs/registry.ts';
import { ownAtHand, ownOf } from '../../store/own-at-hand.ts';
import type { Metrics } from '../../train/events.ts';
import type { OnnxRequest } from '../../worker/onnx-protocol.ts';
import { Button } from '../Button.tsx';
import { Explain } from '../explain/Explain.tsx';
import { count, fixed, percent } from '../format.ts';
import { JobLine } from './JobLine.tsx';
import styles from './OnnxSheet.module.css';
import { useOnnxJob } from './use-onnx-job.ts';

export interface OpenedOnnx {
  readonly onnx: Uint8Array;
  readonly tokenizer?: Uint8Array;
}

interface Props {
  /** Where it was trained, as far as that is known. */
  readonly home: { readonly env: string; readonly level: number };
  readonly open: () => Promise<OpenedOnnx>;
}

const MOST_TASKS = 1000;

interface Played {
  readonly env: string;
  readonly level: number;
}

export function PlayPart({ home, open }: Props) {
  const job = useOnnxJob();
  // Own data that is not here cannot be played.
  const first = environments().some(({ value }) => value === home.env) ? home : { env: ENV_IDS[0]!, level: 0 };
  const [env, setEnv] = useState(first.env);
  const [level, setLevel] = useState(first.level);
  const [tasks, setTasks] = useState('50');
  const [played, setPlayed] = useState<Played>(first);
  const { levels } = specOf(env);
  const episodes = Number(tasks);
  const isPossible = Number.isInteger(episodes) && episodes >= 1 && episodes <= MOST_TASKS;
  const start = (): void => {
    setPlayed({ env, level });
    job.start(async (): Promise<OnnxRequest> => {
      const own = ownOf(env);
      const play = { env, level, split: 'val', episodes, ...(own && { data: own.text }) } as const;
      return { kind: 'play', ...(await open()), play };
    });
  };
  const { state } = job;
  return (
    <section className={styles.part} aria-label="Play held-out tasks">
      <div className={styles.head}>
        <h3>Let it play</h3>
        <Explain about="playing an ONNX policy">
          <p>
            The file plays as an agent: it gets the prompts that a trained agent gets, thinks and acts in the same
            format, and is sampled at the temperature of its run’s evaluations (0.6 if the file does not say). The tasks
            are held out: no run trains on them, and every agent meets the same ones.
          </p>
          <p>
            <b>Solved:</b> solved ÷ played, with the Wilson 95 % interval. <b>Turns:</b> actions taken in an episode, on
            average.
          </p>
          <p>In an environment that it was not trained for it can do little; the same vocabulary lets it try.</p>
        </Explain>
      </div>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (isPossible) start();
        }}
      >
        <Field label="Environment">
          {(id) => (
            <select
              id={id}
              value={env}
              onChange={(event) => {
                setEnv(event.target.value);
                setLevel(0);
              }}
            >
              {environments().map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label="Level">
          {(id) => (
            <select id={id} value={level} onChange={(event) => setLevel(Number(event.target.value))}>
              {levels.map((one) => (
                <option key={one.level} value={one.level}>
                  {one.level}: {one.title}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label="Tasks">
          {(id) => (
            <input
              id={id}
              inputMode="numeric"
              size={5}
              value={tasks}
              aria-invalid={!isPossible}
              onChange={(event) => setTasks(event.target.value.trim())}
            />
          )}
        </Field>
        <Button type="submit" look="small" icon="play" disabled={!isPossible || state.kind === 'running'}>
          Play
        </Button>
      </form>
      {!isPossible && <p className={styles.hint}>A whole number of tasks from 1 to {count(MOST_TASKS)}.</p>}
      <JobLine job={job} label="Playing" />
      <div className={styles.status} aria-live="polite">
        {state.kind === 'done' && state.answer.kind === 'played' && (
          <Result metrics={state.answer.metrics} temperature={state.answer.temperature} {...played} />
        )}
      </div>
    </section>
  );
}

function environments(): readonly { readonly value: string; readonly label: string }[] {
  const setting = settingOf('env');
  const own = ownAtHand.getState().map(({ id, title }) => ({ value: id, label: title }));
  return setting?.kind === 'choice' ? [...setting.options, ...own] : [];
}

function Field({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
}

function Result({ metrics, temperature, env, level }: Played & { metrics: Metrics; temperature: number }) {
  const of = (name: string): number => metrics[`val/${name}`] ?? Number.NaN;
  const rows: readonly (readonly [string, string])[] = [
    ['Turns an episode', fixed(of('length/mean'), 1)],
    ['Turns when solved', fixed(of('turns_to_success'), 1)],
    ['Score', percent(of('score'))],
    ['Valid actions', percent(of('valid_action_ratio'))],
    ['Tokens a turn', fixed(of('response_length/mean'), 1)],
  ];
  return (
    <div className={styles.result}>
      <p>
        <b>{percent(of('success_rate'))} solved</b> ({percent(of('success_rate/low'))} to{' '}
        {percent(of('success_rate/high'))}, n = {count(of('episodes'))}) in {specOf(env).title} level {level}, at
        temperature {temperature}
      </p>
      <dl>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
