/**
 * What an ONNX file says about itself before anything runs it: the tensors it takes and gives, and its metadata. Reads
 * protobuf's wire format as encode.ts writes it; field numbers from onnx.proto3. Must not judge what the model is for.
 */
import { TurnlabError } from '../../core/errors.ts';

export interface OnnxPort {
  readonly name: string;
  /** TensorProto.DataType; 0 when it is no tensor. */
  readonly type: number;
  /** null: known only when the model runs. */
  readonly shape: readonly (number | null)[];
}

export interface OnnxDescription {
  /** Without those that have a value in the file. */
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
  readonly metadata: ReadonlyMap<string, string>;
}

/** A number for varints, bytes for what has a length; fixed-size numbers are skipped. */
type Field = readonly [field: number, value: number | Uint8Array];

class NotProtobuf extends Error {}

function* fieldsOf(bytes: Uint8Array): Iterable<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined || scale > 2 ** 63) throw new NotProtobuf();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const field = Math.floor(key / 8);
    const wire = key % 8;
    if (field === 0) throw new NotProtobuf();
    if (wire === 0) yield [field, varint()];
    else if (wire === 1) at += 8;
    else if (wire === 5) at += 4;
    else if (wire === 2) {
      const length = varint();
      if (at + length > bytes.length) throw new NotProtobuf();
      yield [field, bytes.subarray(at, at + length)];
      at += length;
    } else throw new NotProtobuf();
    if (at > bytes.length) throw new NotProtobuf();
  }
}

/** The parts of a message that have a length, by field. */
function parts(bytes: Uint8Array, wanted: number): Uint8Array[] {
  return [...fieldsOf(bytes)].flatMap(([field, value]) =>
    field === wanted && typeof value !== 'number' ? [value] : [],
  );
}

const textOf = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

function portOf(bytes: Uint8Array): OnnxPort {
  const name = textOf(parts(bytes, 1)[0]);
  const tensor = parts(bytes, 2).flatMap((type) => parts(type, 1))[0];
  if (!tensor) return { name, type: 0, shape: [] };
  const type = [...fieldsOf(tensor)].find(([field]) => field === 1)?.[1] ?? 0;
  const dimensions = parts(tensor, 2).flatMap((shape) => parts(shape, 1));
  return { name, type: Number(type), shape: dimensions.map(sizeOf) };
}

function sizeOf(dimension: Uint8Array): number | null {
  const [known] = [...fieldsOf(dimension)].filter(([field]) => field === 1);
  return known === undefined ? null : Number(known[1]);
}

/** Throws TurnlabError `bad-file` when the bytes are no ONNX model. */
export function inspectOnnx(bytes: Uint8Array): OnnxDescription {
  try {
    const [graph] = parts(bytes, 7);
    if (!graph || parts(bytes, 8).length === 0) throw new NotProtobuf();
    const given = new Set(parts(graph, 5).map((tensor) => textOf(parts(tensor, 8)[0])));
    return {
      inputs: parts(graph, 11)
        .map(portOf)
        .filter(({ name }) => !given.has(name)),
      outputs: parts(graph, 12).map(portOf),
      metadata: new Map(parts(bytes, 14).map((entry) => [textOf(parts(entry, 1)[0]), textOf(parts(entry, 2)[0])])),
    };
  } catch (thrown) {
    if (!(thrown instanceof NotProtobuf)) throw thrown;
    throw new TurnlabError('bad-file', 'This is not an ONNX model.', 'Choose a file that ends in .onnx.');
  }
}
