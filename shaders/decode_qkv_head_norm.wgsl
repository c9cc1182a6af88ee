// What stands below the marker replaces the same part of decode_qkv.wgsl where queries and keys are normed head by head
// (Qwen3): a thread owns ROWS rows x one head, because the norm needs all of it before the first entry is turned;
// or SPLIT threads share the sums of one row, and the first of them does the rest.
// head_norms = q weight [Dh], and k weight [Dh] from the next legal tensor offset on.
const Dh: u32 = 8u;
const WORKGROUP: u32 = 64u;
const HEADS: u32 = 8u;
const H: u32 = 4u;
const Hk: u32 = 2u;
const B: u32 = 5u;
const HALF: u32 = Dh / 2u;
const PARTS: u32 = (HALF + 1u) / 2u;
const ROWS: u32 = 4u;
const SPLIT: u32 = 1u;
fn skips(past: bool) -> bool { return past; }
const EPS: f32 = 1e-5;
@group(0) @binding(4) var<storage, read> running: array<u32>;
@group(0) @binding(5) var<storage, read_write> qkv: array<f32>;
fn put(row: u32, head: u32, at: vec4u, raw: vec4f) {}
fn normed(rows: vec4u, columns: vec4u, thread: u32) -> mat4x4f {
  return mat4x4f();
}

// MAIN
@group(0) @binding(7) var<storage, read> head_norms: array<f32>;
const K_WEIGHT: u32 = (Dh + 63u) / 64u * 64u;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (id.x + id.y * 65535u * WORKGROUP) / SPLIT;
  let first = index / HEADS * ROWS;
  let count = min(running[0], B);
  if (skips(first >= count)) {
    return;
  }
  let head = index % HEADS;
  let rows = min(first + vec4u(0u, 1u, 2u, 3u), vec4u(max(count, 1u) - 1u));
  let present = select(0u, min(ROWS, count - min(first, count)), thread % SPLIT == 0u);
  var squares = vec4f();
  for (var part = 0u; part < PARTS; part++) {
    let i = part * 2u;
    let j = min(i + 1u, HALF - 1u);
    let at = vec4u(i, j, HALF + i, HALF + j);
    let sums = normed(rows, head * Dh + at, thread);
    squares += sums[0] * sums[0] + sums[2] * sums[2];
    if (j != i) {
      squares += sums[1] * sums[1] + sums[3] * sums[3];
    }
    // As they are, until the head's norm is known.
    for (var r = 0u; r < present; r++) {
      let to = ((first + r) * HEADS + head) * Dh + at;
      qkv[to.x] = sums[0][r];
      qkv[to.y] = sums[1][r];
      qkv[to.z] = sums[2][r];
      qkv[to.w] = sums[3][r];
    }
  }
  let factor = inverseSqrt(squares / f32(Dh) + EPS);
  let weight_at = select(0u, K_WEIGHT, head >= H);
  for (var part = 0u; part < PARTS; part++) {
    let i = part * 2u;
    let j = min(i + 1u, HALF - 1u);
    let at = vec4u(i, j, HALF + i, HALF + j);
    for (var r = 0u; r < present; r++) {
      let raw = ((first + r) * HEADS + head) * Dh + at;
      var y = vec4f(qkv[raw.x], qkv[raw.y], qkv[raw.z], qkv[raw.w]);
      if (head < H + Hk) {
        let w = weight_at + at;
        y *= factor[r] * vec4f(head_norms[w.x], head_norms[w.y], head_norms[w.z], head_norms[w.w]);
      }
      put(first + r, head, at, y);
    }
  }
}
