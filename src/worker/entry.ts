/**
 * The worker's front door: messages in, messages out. All work is in host.ts, or, in a worker of that name, in
 * verifier.ts; one file for both, so that the engine is not shipped twice.
 */
import { openBackend } from './backend.ts';
import { LabHost } from './host.ts';
import type { WorkerEvent } from './protocol.ts';
import { VERIFIER, verifyInWorker, type VerifyEvent, type VerifyRequest } from './verifier.ts';

declare const self: DedicatedWorkerGlobalScope;

if (self.name === VERIFIER)
  self.addEventListener('message', (event: MessageEvent<VerifyRequest>) => {
    void verifyInWorker(event.data, openBackend, (said: VerifyEvent) => self.postMessage(said));
  });
else {
  const host = new LabHost({ post: (event: WorkerEvent) => self.postMessage(event), open: openBackend });
  self.addEventListener('message', (event: MessageEvent<unknown>) => host.receive(event.data));
}
