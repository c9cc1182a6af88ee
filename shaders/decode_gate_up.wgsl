// hidden[B, F] = silu(gate) up for the running rows of a decode step, with gate|up = RMSNorm(x) weightT, weight[2F, D].
// A thread owns ROWS rows x 2 gates and their 2 ups.
// B rows, F MLP width.
const B: u32 = 5u;
const F: u32 = 8u;
const WORKGROUP: u32 = 64u;
const PARTS: u32 = (F + 1u) / 2u;

@group(0) @binding(3) var<storage, read> running: array<u32>;
@group(0) @binding(4) var<storage, read_write> hidden: array<f32>;

fn silu(a: vec4f) -> vec4f {
  // WGSL leaves exp undefined where it overflows.
  return a / (1.0 + exp(-clamp(a, vec4f(-80.0), vec4f(80.0))));
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (id.x + id.y * 65535u * WORKGROUP) / SPLIT;
  let first = index / PARTS * ROWS;
  let count = min(running[0], B);
  if (skips(first >= count)) {
    return;
  }
  let i = index % PARTS * 2u;
  let j = min(i + 1u, F - 1u);
  let sums = normed(min(first + vec4u(0u, 1u, 2u, 3u), vec4u(max(count, 1u) - 1u)), vec4u(i, j, F + i, F + j), thread);
  let h0 = silu(sums[0]) * sums[2];
  let h1 = silu(sums[1]) * sums[3];
  // Of those who share a sum the first stores it.
  let present = select(0u, min(ROWS, count - min(first, count)), thread % SPLIT == 0u);
  for (var r = 0u; r < present; r++) {
    hidden[(first + r) * F + i] = h0[r];
    hidden[(first + r) * F + j] = h1[r];
  }
}

// STAND-IN, so that this file is valid by itself: decode-linear.ts puts normed_product.wgsl in its place.
const ROWS: u32 = 4u;
const SPLIT: u32 = 1u;
fn skips(past: bool) -> bool { return past; }
fn normed(rows: vec4u, columns: vec4u, thread: u32) -> mat4x4f {
  return mat4x4f();
}
