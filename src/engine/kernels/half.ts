/**
 * Tiles in 16 bits: half the workgroup memory and half the traffic to it; sums stay in 32 bits. A shader that wants it keeps
 * its tiles as `Staged` and moves numbers with `narrow` and `widen`; it stays valid WGSL as it stands. Numbers beyond f16
 * are cut to its largest. Must not know any kernel.
 */
import { ShapeError } from '../kernel.ts';

const WHOLE = `alias Staged = vec4<f32>;
fn narrow(v: vec4<f32>) -> Staged { return v; }
fn widen(v: Staged) -> vec4<f32> { return v; }
`;
/** With the feature shader-f16. */
const NATIVE = `alias Staged = vec4<f16>;
fn narrow(v: vec4<f32>) -> Staged { return vec4<f16>(clamp(v, vec4(-65504.0), vec4(65504.0))); }
fn widen(v: Staged) -> vec4<f32> { return vec4<f32>(v); }
`;
/** The same tiles without it. */
const PACKED = `alias Staged = vec2<u32>;
fn narrow(v: vec4<f32>) -> Staged {
  let cut = clamp(v, vec4(-65504.0), vec4(65504.0));
  return vec2(pack2x16float(cut.xy), pack2x16float(cut.zw));
}
fn widen(v: Staged) -> vec4<f32> { return vec4(unpack2x16float(v.x), unpack2x16float(v.y)); }
`;

/** `source` with its tiles in 16 bits. Throws ShapeError when it does not declare them. */
export function withHalfTiles(source: string, how: 'native' | 'packed'): string {
  if (!source.includes(WHOLE)) throw new ShapeError('half', 'the shader does not declare Staged, narrow and widen');
  return how === 'native' ? `enable f16;\n${source.replace(WHOLE, NATIVE)}` : source.replace(WHOLE, PACKED);
}
