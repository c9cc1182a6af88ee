/** The worker's front door: messages in, messages out. All work is in host.ts. */
import { openBackend } from './backend.ts';
import { LabHost } from './host.ts';
import type { WorkerEvent } from './protocol.ts';

declare const self: DedicatedWorkerGlobalScope;

const host = new LabHost({ post: (event: WorkerEvent) => self.postMessage(event), open: openBackend });
self.addEventListener('message', (event: MessageEvent<unknown>) => host.receive(event.data));
