// Row b of the cache [2,B,T,Hk,Dh] takes over the first sources[2b + 1] positions of row sources[2b], keys and values; 0
// positions = it stays. No row is both source and target. One thread a block.
// B rows, T positions a row, Hk key/value heads, Dh head size.
const B: u32 = 2u;
const T: u32 = 16u;
const Hk: u32 = 2u;
const Dh: u32 = 8u;
const WORKGROUP: u32 = 64u;

alias Block = f32;
const LANES: u32 = 1u;
const ROW: u32 = T * Hk * Dh / LANES;

@group(0) @binding(0) var<storage, read> sources: array<u32>;
@group(0) @binding(1) var<storage, read_write> cache: array<Block>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let index = id.x + id.y * 65535u * WORKGROUP;
  let b = index / ROW;
  let at = index % ROW;
  if (b >= B || at >= sources[2u * b + 1u] * (Hk * Dh / LANES)) {
    return;
  }
  let first = sources[2u * b] * ROW + at;
  cache[index] = cache[first];
  cache[B * ROW + index] = cache[B * ROW + first];
}
