/**
 * Finds a GPU and opens a device on it. Asks for the adapter's largest buffers, since models are large, and for the optional
 * features that some variants of kernels use; works without any of them. No other limit goes beyond WebGPU's defaults.
 * Must not know about plans.
 */
import { TurnlabError } from '../../core/errors.ts';
import type { Feature } from '../variant.ts';

export interface OpenDevice {
  readonly device: GPUDevice;
  /** For people: "WebGPU · nvidia ampere". */
  readonly label: string;
  /** True for a software adapter: right, but slower than the CPU executor. */
  readonly isFallbackAdapter: boolean;
  /** The same for the same graphics card and browser settings: what measurements may be remembered under. */
  readonly adapter: string;
}

export const FEATURES: readonly Feature[] = ['timestamp-query', 'subgroups', 'shader-f16'];

const NEXT = 'Use a browser with WebGPU (recent Chrome, Edge, Safari or Firefox), or train on the CPU.';

function describe(info: GPUAdapterInfo): string {
  const parts = [info.vendor, info.architecture || info.description || info.device].filter(Boolean);
  return `WebGPU · ${parts.join(' ') || 'unnamed adapter'}`;
}

/** Names and limits that decide which kernels are fast. */
function keyOf({ info, limits }: GPUAdapter): string {
  const { vendor, architecture, device, description } = info;
  const { maxComputeWorkgroupStorageSize, maxComputeInvocationsPerWorkgroup } = limits;
  const names = [vendor, architecture, device, description].map((name) => name || '-').join(' ');
  return `${names} · ${maxComputeWorkgroupStorageSize} ${maxComputeInvocationsPerWorkgroup}`;
}

/**
 * `features`: those worth asking for; what the adapter lacks is left out. `gpu` is the page's or worker's `navigator.gpu` unless another is given (Dawn's `create([])` in Node, to which the
 * caller must keep a reference). Throws TurnlabError `no-webgpu`.
 */
export async function openDevice(
  gpu: GPU | undefined = globalThis.navigator?.gpu,
  features: readonly Feature[] = FEATURES,
): Promise<OpenDevice> {
  if (gpu === undefined) throw new TurnlabError('no-webgpu', 'WebGPU is not available here.', NEXT);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) throw new TurnlabError('no-webgpu', 'WebGPU is here, but it found no graphics adapter.', NEXT);
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  try {
    const device = await adapter.requestDevice({
      label: 'turnlab',
      requiredLimits: { maxBufferSize, maxStorageBufferBindingSize },
      requiredFeatures: features.filter((feature) => adapter.features.has(feature)),
    });
    const { isFallbackAdapter } = adapter.info;
    return { device, label: describe(adapter.info), isFallbackAdapter, adapter: keyOf(adapter) };
  } catch (cause) {
    throw new TurnlabError('no-webgpu', 'The graphics adapter refused to open a device.', NEXT, { cause });
  }
}
