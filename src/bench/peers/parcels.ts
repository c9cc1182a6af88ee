/** What a page loads for each peer, in bytes as they lie on the server; test/e2e/bench.spec.ts holds it to what is built. */
import type { Place } from '../contest.ts';
import type { Peer } from '../options.ts';

/** `always`: whatever the place. No number for a place: nothing more. */
type Parcel = { readonly always: number } & { readonly [P in Place]?: number };

const PARCELS: Readonly<Record<Peer, Parcel>> = {
  'jax-js': { always: 282_000, webgpu: 52_000 },
  tfjs: { always: 0, webgpu: 2_363_000 },
  'onnxruntime-web': { always: 9_000, cpu: 14_335_000, webgpu: 26_951_000 },
};

export const bytesToLoad = (peer: Peer, places: readonly Place[]): number =>
  places.reduce((sum, place) => sum + (PARCELS[peer][place] ?? 0), places.length > 0 ? PARCELS[peer].always : 0);
