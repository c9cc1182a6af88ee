/**
 * The worker's front door: messages in, messages out. All work is in host.ts, or, in workers of those names, in
 * verifier.ts, player.ts, onnx-host.ts and bench-host.ts; one file for all, so that the engine is not shipped twice.
 */
import { CpuExecutor } from '../engine/cpu/executor.ts';
import { openBackend } from './backend.ts';
import { BENCH, BENCH_NOT_LOADED, type BenchEvent, type BenchRequest } from './bench-protocol.ts';
import { LabHost } from './host.ts';
import { NOT_LOADED, ONNX, type OnnxEvent, type OnnxRequest } from './onnx-protocol.ts';
import { PLAYER, PlayerHost, type PlayerEvent, type PlayerRequest } from './player.ts';
import type { WorkerEvent } from './protocol.ts';
import { VERIFIER, verifyInWorker, type VerifyEvent, type VerifyRequest } from './verifier.ts';

declare const self: DedicatedWorkerGlobalScope;

if (self.name === VERIFIER)
  self.addEventListener('message', (event: MessageEvent<VerifyRequest>) => {
    void verifyInWorker(event.data, openBackend, (said: VerifyEvent) => self.postMessage(said));
  });
else if (self.name === PLAYER) {
  const onCpu = () => CpuExecutor.create({ precision: 'f32' });
  const player = new PlayerHost(onCpu, (said: PlayerEvent) => self.postMessage(said));
  self.addEventListener('message', (event: MessageEvent<PlayerRequest>) => player.receive(event.data));
} else if (self.name === ONNX) {
  const post = (said: OnnxEvent): void => self.postMessage(said);
  self.addEventListener('message', (event: MessageEvent<OnnxRequest>) => {
    // Loaded here alone: nobody else needs onnxruntime, or what goes with it.
    const loadOrt = async () => (await import('./ort.ts')).loadOrt();
    import('./onnx-host.ts').then(
      ({ serveOnnx }) => serveOnnx(event.data, loadOrt, post),
      () => post(NOT_LOADED),
    );
  });
} else if (self.name === BENCH) {
  const post = (said: BenchEvent): void => self.postMessage(said);
  self.addEventListener('message', (event: MessageEvent<BenchRequest>) => {
    import('./bench-host.ts').then(
      ({ serveBench }) => serveBench(event.data, post),
      () => post(BENCH_NOT_LOADED),
    );
  });
} else {
  const host = new LabHost({ post: (event: WorkerEvent) => self.postMessage(event), open: openBackend });
  self.addEventListener('message', (event: MessageEvent<unknown>) => host.receive(event.data));
}
