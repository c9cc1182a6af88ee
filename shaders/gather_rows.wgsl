// y[M,D] = x[index], zeros where the index is none. One thread copies one block of a row.
// M rows with loss, N packed tokens, D width.
const M: u32 = 4u;
const N: u32 = 8u;
const D: u32 = 8u;
const WORKGROUP: u32 = 64u;

alias Block = f32;
const LANES: u32 = 1u;
const BLOCKS: u32 = D / LANES;

@group(0) @binding(0) var<storage, read> rows: array<u32>;
@group(0) @binding(1) var<storage, read> x: array<Block>;
@group(0) @binding(2) var<storage, read_write> y: array<Block>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let index = id.x + id.y * 65535u * WORKGROUP;
  if (index >= M * BLOCKS) {
    return;
  }
  let row = rows[index / BLOCKS];
  var value = Block(0.0);
  if (row < N) {
    value = x[row * BLOCKS + index % BLOCKS];
  }
  y[index] = value;
}
