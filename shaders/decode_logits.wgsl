// logits of the running rows of a decode step: RMSNorm(x) weightT, weight[V, D]. The i-th running row goes to its own row of
// logits[B, V], where sampling looks for it; the others are left alone. A thread owns ROWS rows x 4 columns.
// B rows, V vocabulary.
const B: u32 = 5u;
const V: u32 = 10u;
const WORKGROUP: u32 = 64u;
const FIELD: u32 = (B + 63u) / 64u * 64u;
const PARTS: u32 = (V + 3u) / 4u;

@group(0) @binding(3) var<storage, read> running: array<u32>;
@group(0) @binding(4) var<storage, read_write> logits: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (id.x + id.y * 65535u * WORKGROUP) / SPLIT;
  let first = index / PARTS * ROWS;
  let count = min(running[0], B);
  if (skips(first >= count)) {
    return;
  }
  // Past the last column the block repeats it: the same value is stored again.
  let columns = min(index % PARTS * 4u + vec4u(0u, 1u, 2u, 3u), vec4u(V - 1u));
  let sums = normed(min(first + vec4u(0u, 1u, 2u, 3u), vec4u(max(count, 1u) - 1u)), columns, thread);
  // Of those who share a sum the first stores it.
  let present = select(0u, min(ROWS, count - min(first, count)), thread % SPLIT == 0u);
  for (var r = 0u; r < present; r++) {
    let to = min(running[FIELD + first + r], B - 1u) * V + columns;
    logits[to.x] = sums[0][r];
    logits[to.y] = sums[1][r];
    logits[to.z] = sums[2][r];
    logits[to.w] = sums[3][r];
  }
}

// STAND-IN, so that this file is valid by itself: decode-linear.ts puts normed_product.wgsl in its place.
const ROWS: u32 = 4u;
const SPLIT: u32 = 1u;
fn skips(past: bool) -> bool { return past; }
fn normed(rows: vec4u, columns: vec4u, thread: u32) -> mat4x4f {
  return mat4x4f();
}
