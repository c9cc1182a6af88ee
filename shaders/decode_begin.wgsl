// Closes up the rows that are not done: running = (their number; of the i-th: its row, its position, its slot in the cache),
// and x[i] = table[its token]. A thread copies one block of a row and counts by itself how many running rows come before.
// B rows, T positions a row of the cache, D width.
const B: u32 = 3u;
const T: u32 = 16u;
const D: u32 = 8u;
const WORKGROUP: u32 = 64u;
// Rows between fields: B rounded up to a legal tensor offset.
const FIELD: u32 = (B + 63u) / 64u * 64u;

alias Block = f32;
const LANES: u32 = 1u;
const BLOCKS: u32 = D / LANES;

@group(0) @binding(0) var<storage, read> state: array<u32>;
@group(0) @binding(1) var<storage, read> table: array<Block>;
@group(0) @binding(2) var<storage, read_write> running: array<u32>;
@group(0) @binding(3) var<storage, read_write> x: array<Block>;

fn running_before(b: u32) -> u32 {
  var count = 0u;
  for (var j = 0u; j < b; j++) {
    count += select(0u, 1u, state[4u * FIELD + j] == 0u);
  }
  return count;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let index = id.x + id.y * 65535u * WORKGROUP;
  if (index >= B * BLOCKS) {
    return;
  }
  let b = index / BLOCKS;
  let d = index % BLOCKS;
  if (index == 0u) {
    running[0] = running_before(B);
  }
  if (state[4u * FIELD + b] != 0u) {
    return;
  }
  let i = running_before(b);
  x[i * BLOCKS + d] = table[state[b] * BLOCKS + d];
  if (d == 0u) {
    let position = state[FIELD + b];
    running[FIELD + i] = b;
    running[2u * FIELD + i] = position;
    running[3u * FIELD + i] = b * T + position;
  }
}
