// Copies the keys and values of token n to slot[n] of the cache [2,B,T,Hk,Dh], keys first; a slot past the end writes
// nothing. Slots of one call differ, so no two threads write the same place. One thread a block.
// N tokens, B rows, T positions a row, H query heads, Hk key/value heads, Dh head size.
const N: u32 = 8u;
const B: u32 = 2u;
const T: u32 = 16u;
const H: u32 = 4u;
const Hk: u32 = 2u;
const Dh: u32 = 8u;
const WORKGROUP: u32 = 64u;

alias Block = f32;
const LANES: u32 = 1u;
const BLOCKS: u32 = Dh / LANES;
const WIDTH: u32 = Hk * BLOCKS;

@group(0) @binding(0) var<storage, read> qkv: array<Block>;
@group(0) @binding(1) var<storage, read> slot: array<u32>;
@group(0) @binding(2) var<storage, read_write> cache: array<Block>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let index = id.x + id.y * 65535u * WORKGROUP;
  if (index >= N * WIDTH) {
    return;
  }
  let n = index / WIDTH;
  let d = index % WIDTH;
  let at = slot[n];
  if (at >= B * T) {
    return;
  }
  let k = n * (H * BLOCKS + 2u * WIDTH) + H * BLOCKS + d;
  cache[at * WIDTH + d] = qkv[k];
  cache[(B * T + at) * WIDTH + d] = qkv[k + WIDTH];
}
