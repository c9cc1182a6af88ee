// partial[S,M,N]: part s is the sum over its share of K of aT b, a[K,M], b[K,N]; M and N multiples of 4. Staged as in
// matmul_nt_tiled.wgsl, tiles 16 deep; a thread owns 4 x BLOCKS rows x 4 columns.
const M: u32 = 8u;
const N: u32 = 8u;
const K: u32 = 8u;
const S: u32 = 1u;
const M4 = M / 4;
const N4 = N / 4;
const SHARE = (K + S - 1) / S;
// Threads along each axis of a workgroup, and blocks of four rows of a thread.
const GROUP: u32 = 8u;
const BLOCKS: u32 = 1u;
const THREADS = GROUP * GROUP;
const ROWS4 = GROUP * BLOCKS;
const DEPTH = 16u;

@group(0) @binding(0) var<storage, read> a: array<vec4<f32>, K * M4>;
@group(0) @binding(1) var<storage, read> b: array<vec4<f32>, K * N4>;
@group(0) @binding(2) var<storage, read_write> partial: array<vec4<f32>, S * M * N4>;

alias Staged = vec4<f32>;
fn narrow(v: vec4<f32>) -> Staged { return v; }
fn widen(v: Staged) -> vec4<f32> { return v; }

var<workgroup> left: array<Staged, DEPTH * ROWS4>;
var<workgroup> right: array<Staged, DEPTH * GROUP>;

@compute @workgroup_size(GROUP, GROUP)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let top = group.y * ROWS4;
  let side = group.x * GROUP;
  var sums: array<mat4x4<f32>, BLOCKS>;
  let end = min((group.z + 1) * SHARE, K);
  for (var first = group.z * SHARE; first < end; first += DEPTH) {
    // Past the share both tiles hold zeros; past a row or column they repeat the last ones, whose results are not stored.
    for (var at = index; at < DEPTH * ROWS4; at += THREADS) {
      let k = first + at / ROWS4;
      let v = a[min(k, K - 1) * M4 + min(top + at % ROWS4, M4 - 1)];
      left[at] = narrow(select(vec4<f32>(), v, k < end));
    }
    for (var at = index; at < DEPTH * GROUP; at += THREADS) {
      let k = first + at / GROUP;
      let v = b[min(k, K - 1) * N4 + min(side + at % GROUP, N4 - 1)];
      right[at] = narrow(select(vec4<f32>(), v, k < end));
    }
    workgroupBarrier();
    for (var k = 0u; k < DEPTH; k++) {
      let u = widen(right[k * GROUP + local.x]);
      for (var d = 0u; d < BLOCKS; d++) {
        let v = widen(left[k * ROWS4 + local.y + d * GROUP]);
        sums[d][0] += v.x * u;
        sums[d][1] += v.y * u;
        sums[d][2] += v.z * u;
        sums[d][3] += v.w * u;
      }
    }
    workgroupBarrier();
  }
  let column = side + local.x;
  if (column >= N4) {
    return;
  }
  for (var d = 0u; d < BLOCKS; d++) {
    let row = (group.z * M + 4 * min(top + local.y + d * GROUP, M4 - 1)) * N4 + column;
    partial[row] = sums[d][0];
    partial[row + N4] = sums[d][1];
    partial[row + 2 * N4] = sums[d][2];
    partial[row + 3 * N4] = sums[d][3];
  }
}
