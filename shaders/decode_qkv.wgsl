// First half of a layer for the running rows of a decode step: RMSNorm, product with q|k|v, bias where there is one, rotary
// turn of queries and keys. The result goes to qkv[B, Q], keys and values also to the cache [2, B, T, Hk, Dh].
// A thread owns ROWS rows x 4 columns, entries i, i + 1 and their partners i + Dh/2, i + 1 + Dh/2 of a head.
// B rows, T positions a row of the cache, H query heads, Hk key/value heads, Dh head size.
const B: u32 = 5u;
const T: u32 = 16u;
const H: u32 = 4u;
const Hk: u32 = 2u;
const Dh: u32 = 8u;
const WORKGROUP: u32 = 64u;
const FIELD: u32 = (B + 63u) / 64u * 64u;
const HEADS: u32 = H + 2u * Hk;
const HALF: u32 = Dh / 2u;
// Threads that share a head.
const PARTS: u32 = (HALF + 1u) / 2u;

@group(0) @binding(3) var<storage, read> table: array<f32>;
@group(0) @binding(4) var<storage, read> running: array<u32>;
@group(0) @binding(5) var<storage, read_write> qkv: array<f32>;
@group(0) @binding(6) var<storage, read_write> cache: array<f32>;

fn bias(column: u32) -> f32 { return 0.0; }

// Entries `at` of a head of a running row, turned where the head is a query or key, to where they belong.
fn put(row: u32, head: u32, at: vec4u, raw: vec4f) {
  var y = raw;
  if (head < H + Hk) {
    let line = running[2u * FIELD + row] * Dh;
    let cosine = vec2f(table[line + at.x], table[line + at.y]);
    let sine = vec2f(table[line + at.z], table[line + at.w]);
    y = vec4f(raw.xy * cosine - raw.zw * sine, raw.zw * cosine + raw.xy * sine);
  }
  let to = (row * HEADS + head) * Dh + at;
  qkv[to.x] = y.x;
  qkv[to.y] = y.y;
  qkv[to.z] = y.z;
  qkv[to.w] = y.w;
  if (head < H) {
    return;
  }
  // Keys of all slots, then values of all slots.
  let slot = running[3u * FIELD + row] + select(0u, B * T, head >= H + Hk);
  let kept = (slot * Hk + (head - H) % Hk) * Dh + at;
  cache[kept.x] = y.x;
  cache[kept.y] = y.y;
  cache[kept.z] = y.z;
  cache[kept.w] = y.w;
}

// MAIN
@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (id.x + id.y * 65535u * WORKGROUP) / SPLIT;
  let first = index / (HEADS * PARTS) * ROWS;
  let count = min(running[0], B);
  if (skips(first >= count)) {
    return;
  }
  let head = index / PARTS % HEADS;
  // Past the last of an odd number of pairs the block repeats it: the same value is stored again.
  let i = index % PARTS * 2u;
  let j = min(i + 1u, HALF - 1u);
  let at = vec4u(i, j, HALF + i, HALF + j);
  let columns = head * Dh + at;
  let sums = normed(min(first + vec4u(0u, 1u, 2u, 3u), vec4u(max(count, 1u) - 1u)), columns, thread);
  let shift = vec4f(bias(columns.x), bias(columns.y), bias(columns.z), bias(columns.w));
  // Of those who share a sum the first stores it.
  let present = select(0u, min(ROWS, count - min(first, count)), thread % SPLIT == 0u);
  for (var r = 0u; r < present; r++) {
    put(first + r, head, at, vec4f(sums[0][r], sums[1][r], sums[2][r], sums[3][r]) + shift);
  }
}

// STAND-IN, so that this file is valid by itself: decode-qkv.ts puts normed_product.wgsl in its place.
const ROWS: u32 = 4u;
const SPLIT: u32 = 1u;
fn skips(past: bool) -> bool { return past; }
fn normed(rows: vec4u, columns: vec4u, thread: u32) -> mat4x4f {
  return mat4x4f();
}
