/** What to measure, where, beside whom and how large, with how long it may take; and what to do while training runs. */
import { useEffect, useRef, useState } from 'react';
import type { Place } from '../../bench/contest.ts';
import { peerSecondsOf, secondsOf } from '../../bench/estimate.ts';
import {
  BENCHMARKS,
  isContest,
  parseOptions,
  PEERS,
  type Benchmark,
  type BenchOptions,
  type Peer,
} from '../../bench/options.ts';
import { bytesToLoad } from '../../bench/peers/parcels.ts';
import type { BenchSession } from '../../store/bench/bench-session.ts';
import type { Survey } from '../../worker/bench-protocol.ts';
import { isMoving } from '../actions/registry.ts';
import { Button } from '../Button.tsx';
import { bytes, roughly } from '../format.ts';
import { useLab, useSession } from '../session-context.ts';
import styles from './BenchSheet.module.css';
import { Choice } from './Choice.tsx';
import { PeerPart } from './PeerPart.tsx';
import { isTraining, trainingStands } from './training-stands.ts';
import { WORDS } from './words.ts';

/** Seconds for one place in one case. A graphics card needs most of it to choose its kernels, once. */
const BUDGET = { small: 20, full: 60 } as const;
const SCALES: Readonly<Record<BenchOptions['scale'], string>> = {
  auto: 'As fits this device',
  tiny: 'Tiny: only tries the benchmark out',
  small: 'Small: for processors and software adapters',
  full: 'Full: for graphics cards',
};
const PLACES: readonly Place[] = ['webgpu', 'cpu'];
const DEFAULTS = parseOptions(['--peers', 'none'])!;
/** The small ones: onnxruntime-web is for who asks for it. */
const FIRST_PEERS: readonly Peer[] = ['jax-js', 'tfjs'];
/** Seconds of each side in a tiny benchmark. */
const TINY = 3;
const toggled = <T,>(all: readonly T[], chosen: readonly T[], one: T): T[] =>
  all.filter((name) => chosen.includes(name) !== (name === one));

export function BenchForm({ bench, survey }: { bench: BenchSession; survey: Survey }) {
  const session = useSession();
  const isPausable = useLab(isMoving);
  const isStudying = useLab((state) => state.isStudying);
  const isBusy = useLab(isTraining);
  const [only, setOnly] = useState(DEFAULTS.only);
  const [places, setPlaces] = useState<readonly Place[]>(survey.hasGpu ? PLACES : ['cpu']);
  const [peers, setPeers] = useState(FIRST_PEERS);
  const [scale, setScale] = useState<BenchOptions['scale']>('auto');
  const [isWaiting, setWaiting] = useState(false);
  const waiting = useRef<AbortController | null>(null);
  useEffect(() => () => waiting.current?.abort(), []);
  const size = scale === 'auto' ? (survey.hasGpu && !survey.isSoftware ? 'full' : 'small') : scale;
  const surveyed = { ...survey, cases: survey.cases[size] };
  const peerSeconds = (peer: Peer, name: Benchmark): number => {
    const long = peerSecondsOf(peer, name, { places }, surveyed);
    return size === 'tiny' ? Math.min(TINY, long) : long;
  };
  const sumOf = (peer: Peer): number => only.reduce((sum, name) => sum + peerSeconds(peer, name), 0);
  const racing = peers.filter((peer) => sumOf(peer) > 0);
  const options: BenchOptions = {
    ...DEFAULTS,
    only,
    places,
    peers: racing,
    scale,
    budget: BUDGET[size === 'full' ? 'full' : 'small'],
  };
  const seconds = (name: Benchmark): number =>
    racing.reduce(
      (sum, peer) => sum + peerSeconds(peer, name),
      size === 'tiny' && isContest(name) ? TINY : secondsOf(name, options, surveyed),
    );
  const toLoad = racing.reduce((sum, peer) => sum + bytesToLoad(peer, places), 0);
  const isPossible = only.length > 0 && places.length > 0;
  const measure = (isDisturbed: boolean): void => void bench.measure(options, isDisturbed);
  const wait = async (): Promise<void> => {
    waiting.current = new AbortController();
    setWaiting(true);
    const stands = await trainingStands(session, waiting.current.signal);
    setWaiting(false);
    if (stands) measure(false);
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (isPossible && !isBusy) measure(false);
      }}
    >
      <fieldset className={styles.choices} disabled={isWaiting}>
        <legend>What</legend>
        {BENCHMARKS.map((name) => (
          <Choice key={name} isChosen={only.includes(name)} onToggle={() => setOnly(toggled(BENCHMARKS, only, name))}>
            <b>{WORDS[name].name}</b>
            <small>
              {WORDS[name].what} Takes {roughly(seconds(name))}.
            </small>
          </Choice>
        ))}
      </fieldset>
      <fieldset className={styles.choices} disabled={isWaiting}>
        <legend>Where</legend>
        <Choice
          isChosen={places.includes('webgpu')}
          isDisabled={!survey.hasGpu}
          onToggle={() => setPlaces(toggled(PLACES, places, 'webgpu'))}
        >
          <b>Graphics (WebGPU)</b>
          {survey.isSoftware && <small>Emulated here, and slow: cases may be left out for time.</small>}
        </Choice>
        <Choice isChosen={places.includes('cpu')} onToggle={() => setPlaces(toggled(PLACES, places, 'cpu'))}>
          <b>Processor (WebAssembly, one thread)</b>
        </Choice>
      </fieldset>
      <fieldset className={styles.choices} disabled={isWaiting}>
        <legend>Compare with other libraries</legend>
        {PEERS.map((peer) => (
          <PeerPart
            key={peer}
            peer={peer}
            isChosen={peers.includes(peer)}
            onToggle={() => setPeers(toggled(PEERS, peers, peer))}
            loads={bytesToLoad(peer, places)}
            seconds={sumOf(peer)}
          />
        ))}
      </fieldset>
      <label className={styles.scale}>
        Sizes
        <select
          value={scale}
          disabled={isWaiting}
          onChange={(event) => setScale(event.target.value as BenchOptions['scale'])}
        >
          {Object.entries(SCALES).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <p className={styles.lede}>
        {isPossible
          ? `Together ${roughly(only.reduce((sum, name) => sum + seconds(name), 0))}: an estimate from other machines. ${toLoad > 0 ? `Loads ${bytes(toLoad)} of libraries, once, from this site. ` : ''}What would take one place or library more than ${options.budget} s in one case is left out and says so.`
          : 'Choose at least one benchmark and one place.'}
      </p>
      {isBusy ? (
        <div className={styles.training}>
          <p className={styles.warning}>
            {isStudying ? 'A study trains' : 'Training runs'} in this tab: it and a measurement would slow each other.
          </p>
          <div className={styles.buttons}>
            {isPausable && (
              <Button
                look="primary"
                disabled={!isPossible || isWaiting}
                onClick={() => {
                  session.pause();
                  void wait();
                }}
              >
                Pause training and measure
              </Button>
            )}
            <Button disabled={!isPossible} onClick={() => (isWaiting ? waiting.current?.abort() : void wait())}>
              {isWaiting ? 'Do not wait' : 'Measure when it ends'}
            </Button>
            <Button disabled={!isPossible || isWaiting} onClick={() => measure(true)}>
              Measure anyway
            </Button>
          </div>
          <output className={styles.lede}>{isWaiting && 'Waiting until training stands still.'}</output>
        </div>
      ) : (
        <div className={styles.buttons}>
          <Button type="submit" look="primary" icon="gauge" disabled={!isPossible}>
            Measure
          </Button>
        </div>
      )}
    </form>
  );
}
