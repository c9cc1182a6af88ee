/**
 * onnxruntime-web as an entrant: its WebGPU execution provider, or its WebAssembly one. It runs fixed graphs and does not
 * train. On WebGPU, inputs and outputs stay in GPU buffers.
 */
import type { InferenceSession, Tensor } from 'onnxruntime-web';
import type { Entrant, Place } from '../contest.ts';
import { encodeOnnx, type OnnxGraph, type OnnxType } from '../../model/onnx/encode.ts';
import { ortDecode } from './ort-decode.ts';
import { ortMatmul } from './ort-matmul.ts';
import { ortRows } from './ort-rows.ts';

export type Ort = typeof import('onnxruntime-web');
export type OrtTensor = Tensor;
type Numbers = Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>;
const ORT_TYPE: Readonly<Record<OnnxType, 'float32' | 'int32' | 'int64'>> = {
  float: 'float32',
  int32: 'int32',
  int64: 'int64',
};

/** One session of a graph, and tensors where the session computes. */
export class OrtSession {
  readonly session: InferenceSession;
  readonly #ort: Ort;
  readonly #place: Place;

  private constructor(ort: Ort, place: Place, session: InferenceSession) {
    this.#ort = ort;
    this.#place = place;
    this.session = session;
  }

  static async create(ort: Ort, place: Place, graph: OnnxGraph): Promise<OrtSession> {
    const provider = place === 'webgpu' ? 'webgpu' : 'wasm';
    const session = await ort.InferenceSession.create(encodeOnnx(graph), {
      executionProviders: [provider],
      ...(place === 'webgpu' ? { preferredOutputLocation: 'gpu-buffer' as const } : {}),
    });
    return new OrtSession(ort, place, session);
  }

  /** Whether an output may be written over an input: on the CPU ort copies inputs in and outputs out. */
  get inPlace(): boolean {
    return this.#place === 'webgpu';
  }

  /** On the CPU, whatever the place: for small inputs that change, and those that ort wants there. */
  host(type: OnnxType, shape: readonly number[], data: Numbers): OrtTensor {
    return new this.#ort.Tensor(ORT_TYPE[type], data as Float32Array, shape);
  }

  /** Where the session computes. */
  async resident(type: OnnxType, shape: readonly number[], data: Numbers): Promise<OrtTensor> {
    if (this.#place === 'cpu') return this.host(type, shape, data);
    const device = await this.#ort.env.webgpu.device;
    // Storage, copy source, copy target (WebGPU specification, "GPUBufferUsage").
    const size = Math.ceil(data.byteLength / 16) * 16;
    const gpuBuffer = device.createBuffer({ size, usage: 0x80 | 0x4 | 0x8 });
    device.queue.writeBuffer(gpuBuffer, 0, data);
    return this.#ort.Tensor.fromGpuBuffer(gpuBuffer, {
      dataType: ORT_TYPE[type] as 'float32',
      dims: [...shape],
      dispose: () => gpuBuffer.destroy(),
    });
  }

  /** Resolves when the device has finished what was queued. */
  async settle(): Promise<void> {
    if (this.#place === 'cpu') return;
    const device = await this.#ort.env.webgpu.device;
    await device.queue.onSubmittedWorkDone();
  }

  async dispose(): Promise<void> {
    await this.session.release();
  }
}

const IDENTITY: OnnxGraph = {
  nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
  constants: [],
  inputs: [{ name: 'x', type: 'float', shape: [1] }],
  outputs: [{ name: 'y', type: 'float', shape: [1] }],
};

/** It fetches and compiles its WebAssembly for its first session: here, so that no case's time holds it. */
export async function startOrt(ort: Ort, place: Place): Promise<void> {
  const session = await OrtSession.create(ort, place, IDENTITY);
  await session.dispose();
}

/** Loads the library for a place, ready to run; pages and Node do it differently. */
export type LoadOrt = (place: Place) => Promise<Ort>;

export async function ortEntrant(load: LoadOrt, place: Place, version: string): Promise<Entrant> {
  const ort = await load(place);
  const threads = ort.env.wasm.numThreads ?? 1;
  const open = (graph: OnnxGraph): Promise<OrtSession> => OrtSession.create(ort, place, graph);
  return {
    name: 'onnxruntime-web',
    version,
    place,
    lacks: 'it does not train',
    detail: place === 'cpu' ? `${threads} thread${threads === 1 ? '' : 's'}` : '',
    matmul: (task) => ortMatmul(open, task),
    rows: (task) => ortRows(open, task),
    decode: (task) => ortDecode(open, place, task),
  };
}
