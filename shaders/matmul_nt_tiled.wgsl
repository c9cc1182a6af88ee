// c[M,N] = a[M,K] bT, b[N,K]; K a multiple of 4. A workgroup stages tiles of both matrices, 16 deep, in workgroup memory,
// so that every number is fetched from memory once a tile instead of once a thread. A thread owns BLOCKS rows x 4 columns,
// GROUP apart: threads side by side then read neighbouring rows of a tile and write neighbouring columns.
const M: u32 = 7u;
const N: u32 = 5u;
const K: u32 = 8u;
const K4 = K / 4;
// Threads along each axis of a workgroup, and rows of a thread.
const GROUP: u32 = 8u;
const BLOCKS: u32 = 4u;
const THREADS = GROUP * GROUP;
const ROWS = GROUP * BLOCKS;
const COLUMNS = GROUP * 4;
// Blocks of four k in a tile, and from one row of a tile to the next: one more, so that rows start in different banks.
const DEPTH = 4u;
const PITCH = DEPTH + 1;

@group(0) @binding(0) var<storage, read> a: array<vec4<f32>, M * K4>;
@group(0) @binding(1) var<storage, read> b: array<vec4<f32>, N * K4>;

alias Staged = vec4<f32>;
fn narrow(v: vec4<f32>) -> Staged { return v; }
fn widen(v: Staged) -> vec4<f32> { return v; }

var<workgroup> left: array<Staged, ROWS * PITCH>;
var<workgroup> right: array<Staged, COLUMNS * PITCH>;

@compute @workgroup_size(GROUP, GROUP)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let top = group.y * ROWS;
  let side = group.x * COLUMNS;
  var sums: array<vec4<f32>, BLOCKS>;
  for (var first = 0u; first < K4; first += DEPTH) {
    // Past the depth a tile holds zeros; past a row or column it repeats the last one, whose result is not stored.
    for (var at = index; at < ROWS * DEPTH; at += THREADS) {
      let k = first + at % DEPTH;
      let v = a[min(top + at / DEPTH, M - 1) * K4 + min(k, K4 - 1)];
      left[at / DEPTH * PITCH + at % DEPTH] = narrow(select(vec4<f32>(), v, k < K4));
    }
    for (var at = index; at < COLUMNS * DEPTH; at += THREADS) {
      let k = first + at % DEPTH;
      let v = b[min(side + at / DEPTH, N - 1) * K4 + min(k, K4 - 1)];
      right[at / DEPTH * PITCH + at % DEPTH] = narrow(select(vec4<f32>(), v, k < K4));
    }
    workgroupBarrier();
    for (var k = 0u; k < DEPTH; k++) {
      let b0 = widen(right[local.x * PITCH + k]);
      let b1 = widen(right[(local.x + GROUP) * PITCH + k]);
      let b2 = widen(right[(local.x + 2 * GROUP) * PITCH + k]);
      let b3 = widen(right[(local.x + 3 * GROUP) * PITCH + k]);
      let x = vec4(b0.x, b1.x, b2.x, b3.x);
      let y = vec4(b0.y, b1.y, b2.y, b3.y);
      let z = vec4(b0.z, b1.z, b2.z, b3.z);
      let w = vec4(b0.w, b1.w, b2.w, b3.w);
      for (var d = 0u; d < BLOCKS; d++) {
        let v = widen(left[(local.y + d * GROUP) * PITCH + k]);
        sums[d] += v.x * x;
        sums[d] += v.y * y;
        sums[d] += v.z * z;
        sums[d] += v.w * w;
      }
    }
    workgroupBarrier();
  }
  let columns = side + local.x + GROUP * vec4(0u, 1u, 2u, 3u);
  if (columns.x >= N) {
    return;
  }
  for (var d = 0u; d < BLOCKS; d++) {
    store(min(top + local.y + d * GROUP, M - 1), min(columns, vec4(N - 1)), sums[d]);
  }
}

// EPILOGUE
@group(0) @binding(2) var<storage, read_write> c: array<f32, M * N>;

fn store(row: u32, columns: vec4<u32>, sums: vec4<f32>) {
  let index = row * N + columns;
  c[index.x] = sums.x;
  c[index.y] = sums.y;
  c[index.z] = sums.z;
  c[index.w] = sums.w;
}
