// x[N,D] = table[ids]; ids at or past V (padding) give zeros. One thread copies one block of a row.
// N packed tokens, D width, V vocabulary.
const N: u32 = 8u;
const D: u32 = 8u;
const V: u32 = 16u;
const WORKGROUP: u32 = 64u;

alias Block = f32;
const LANES: u32 = 1u;
const BLOCKS: u32 = D / LANES;

@group(0) @binding(0) var<storage, read> ids: array<u32>;
@group(0) @binding(1) var<storage, read> table: array<Block>;
@group(0) @binding(2) var<storage, read_write> x: array<Block>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let index = id.x + id.y * 65535u * WORKGROUP;
  if (index >= N * BLOCKS) {
    return;
  }
  let token = ids[index / BLOCKS];
  var value = Block(0.0);
  if (token < V) {
    value = table[token * BLOCKS + index % BLOCKS];
  }
  x[index] = value;
}
