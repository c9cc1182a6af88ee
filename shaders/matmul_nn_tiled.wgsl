// c[M,N] = a[M,K] b[K,N]; N and K multiples of 4. Staged as in matmul_nt_tiled.wgsl; a thread owns BLOCKS rows, GROUP apart,
// x 4 columns side by side.
const M: u32 = 8u;
const N: u32 = 8u;
const K: u32 = 8u;
const K4 = K / 4;
const N4 = N / 4;
// Threads along each axis of a workgroup, and rows of a thread.
const GROUP: u32 = 8u;
const BLOCKS: u32 = 4u;
const THREADS = GROUP * GROUP;
const ROWS = GROUP * BLOCKS;
// Blocks of four k in a tile, and from one row of the left tile to the next: one more, for different banks.
const DEPTH = 4u;
const PITCH = DEPTH + 1;

@group(0) @binding(0) var<storage, read> a: array<vec4<f32>, M * K4>;
@group(0) @binding(1) var<storage, read> b: array<vec4<f32>, K * N4>;
@group(0) @binding(2) var<storage, read_write> c: array<vec4<f32>, M * N4>;

alias Staged = vec4<f32>;
fn narrow(v: vec4<f32>) -> Staged { return v; }
fn widen(v: Staged) -> vec4<f32> { return v; }

var<workgroup> left: array<Staged, ROWS * PITCH>;
var<workgroup> right: array<Staged, 4 * DEPTH * GROUP>;

@compute @workgroup_size(GROUP, GROUP)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let top = group.y * ROWS;
  let side = group.x * GROUP;
  var sums: array<vec4<f32>, BLOCKS>;
  for (var first = 0u; first < K4; first += DEPTH) {
    // Past the depth both tiles hold zeros; past a row or column they repeat the last one, whose result is not stored.
    for (var at = index; at < ROWS * DEPTH; at += THREADS) {
      let k = first + at % DEPTH;
      let v = a[min(top + at / DEPTH, M - 1) * K4 + min(k, K4 - 1)];
      left[at / DEPTH * PITCH + at % DEPTH] = narrow(select(vec4<f32>(), v, k < K4));
    }
    for (var at = index; at < 4 * DEPTH * GROUP; at += THREADS) {
      let k = 4 * first + at / GROUP;
      let v = b[min(k, K - 1) * N4 + min(side + at % GROUP, N4 - 1)];
      right[at] = narrow(select(vec4<f32>(), v, k < K));
    }
    workgroupBarrier();
    for (var k = 0u; k < DEPTH; k++) {
      let x = widen(right[4 * k * GROUP + local.x]);
      let y = widen(right[(4 * k + 1) * GROUP + local.x]);
      let z = widen(right[(4 * k + 2) * GROUP + local.x]);
      let w = widen(right[(4 * k + 3) * GROUP + local.x]);
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
  let column = side + local.x;
  if (column >= N4) {
    return;
  }
  for (var d = 0u; d < BLOCKS; d++) {
    c[min(top + local.y + d * GROUP, M - 1) * N4 + column] = sums[d];
  }
}
