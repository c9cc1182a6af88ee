// Turns entries i and i + Dh/2 of every query and key head by the angle of (position, i), in place; SIGN 0 turns back.
// table[T,Dh]: cos for i < Dh/2, then sin. Values, and tokens with position >= T, are left alone. One thread a block of pairs.
// N packed tokens, T longest row, H query heads, Hk key/value heads, Dh head size.
const N: u32 = 8u;
const T: u32 = 16u;
const H: u32 = 4u;
const Hk: u32 = 2u;
const Dh: u32 = 8u;
const SIGN: u32 = 1u;
const WORKGROUP: u32 = 64u;

alias Block = f32;
const LANES: u32 = 1u;
// Blocks in half a head.
const HALF: u32 = Dh / 2u / LANES;

@group(0) @binding(0) var<storage, read> position: array<u32>;
@group(0) @binding(1) var<storage, read> table: array<Block>;
@group(0) @binding(2) var<storage, read_write> qkv: array<Block>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let index = id.x + id.y * 65535u * WORKGROUP;
  if (index >= N * (H + Hk) * HALF) {
    return;
  }
  let i = index % HALF;
  let head = index / HALF % (H + Hk);
  let n = index / (HALF * (H + Hk));
  let t = position[n];
  if (t >= T) {
    return;
  }
  let cosine = table[t * 2u * HALF + i];
  let sine = table[t * 2u * HALF + HALF + i] * select(-1.0, 1.0, SIGN == 1u);
  let at = (n * (H + 2u * Hk) + head) * 2u * HALF + i;
  let a = qkv[at];
  let b = qkv[at + HALF];
  qkv[at] = a * cosine - b * sine;
  qkv[at + HALF] = b * cosine + a * sine;
}
