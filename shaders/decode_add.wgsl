// c[B, N] = a weightT + residual for the running rows of a decode step; a[B, K], weight[N, K].
// A thread owns ROWS rows (1 or 4) x 4 columns; SPLIT threads share the sums of one row (split.ts).
// B rows, N columns, K terms.
const B: u32 = 5u;
const N: u32 = 6u;
const K: u32 = 8u;
const ROWS: u32 = 4u;
const WORKGROUP: u32 = 64u;
const SPLIT: u32 = 1u;
fn join(v: vec4f, thread: u32) -> vec4f { return v; }
fn skips(past: bool) -> bool { return past; }
const PARTS: u32 = (N + 3u) / 4u;

alias Block = f32;
const LANES: u32 = 1u;
fn product(a: Block, b: Block) -> f32 { return a * b; }
const BLOCKS: u32 = K / LANES;

@group(0) @binding(0) var<storage, read> a: array<Block>;
@group(0) @binding(1) var<storage, read> weight: array<Block>;
@group(0) @binding(2) var<storage, read> residual: array<f32>;
@group(0) @binding(3) var<storage, read> running: array<u32>;
@group(0) @binding(4) var<storage, read_write> c: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (id.x + id.y * 65535u * WORKGROUP) / SPLIT;
  let first = index / PARTS * ROWS;
  let count = min(running[0], B);
  if (skips(first >= count)) {
    return;
  }
  // Past an edge the block repeats the last row or column; of the repeated rows nothing is stored.
  let rows = min(first + vec4u(0u, 1u, 2u, 3u), vec4u(max(count, 1u) - 1u));
  let columns = min(index % PARTS * 4u + vec4u(0u, 1u, 2u, 3u), vec4u(N - 1u));
  let i = rows * BLOCKS;
  let j = columns * BLOCKS;
  var sums = mat4x4f();
  if (ROWS == 1u) {
    var s = vec4f();
    for (var k = thread % SPLIT; k < BLOCKS; k += SPLIT) {
      let v = a[i.x + k];
      s += vec4f(product(v, weight[j.x + k]), product(v, weight[j.y + k]), product(v, weight[j.z + k]),
        product(v, weight[j.w + k]));
    }
    sums[0] = join(s, thread);
  } else {
    var s0 = vec4f();
    var s1 = vec4f();
    var s2 = vec4f();
    var s3 = vec4f();
    for (var k = 0u; k < BLOCKS; k++) {
      let b0 = weight[j.x + k];
      let b1 = weight[j.y + k];
      let b2 = weight[j.z + k];
      let b3 = weight[j.w + k];
      let a0 = a[i.x + k];
      let a1 = a[i.y + k];
      let a2 = a[i.z + k];
      let a3 = a[i.w + k];
      s0 += vec4f(product(a0, b0), product(a0, b1), product(a0, b2), product(a0, b3));
      s1 += vec4f(product(a1, b0), product(a1, b1), product(a1, b2), product(a1, b3));
      s2 += vec4f(product(a2, b0), product(a2, b1), product(a2, b2), product(a2, b3));
      s3 += vec4f(product(a3, b0), product(a3, b1), product(a3, b2), product(a3, b3));
    }
    sums = mat4x4f(s0, s1, s2, s3);
  }
  // Of those who share a sum the first stores it.
  let present = select(0u, min(ROWS, count - min(first, count)), thread % SPLIT == 0u);
  for (var r = 0u; r < present; r++) {
    let to = (first + r) * N + columns;
    c[to.x] = sums[r].x + residual[to.x];
    c[to.y] = sums[r].y + residual[to.y];
    c[to.z] = sums[r].z + residual[to.z];
    c[to.w] = sums[r].w + residual[to.w];
  }
}
