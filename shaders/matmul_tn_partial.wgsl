// partial[S,M,N]: part s is the sum over its share of K of aT b, a[K,M], b[K,N]; M and N multiples of 4.
// A linear layer's weight gradient: few outputs, long sums, so K is split over workgroups; sum_partials_add.wgsl adds
// the parts in order. A thread owns 4 rows x 4 columns.
const M: u32 = 8u;
const N: u32 = 8u;
const K: u32 = 8u;
const S: u32 = 1u;
const M4 = M / 4;
const N4 = N / 4;
const SHARE = (K + S - 1) / S;

@group(0) @binding(0) var<storage, read> a: array<vec4<f32>, K * M4>;
@group(0) @binding(1) var<storage, read> b: array<vec4<f32>, K * N4>;
@group(0) @binding(2) var<storage, read_write> partial: array<vec4<f32>, S * M * N4>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let row = id.y;
  let column = id.x;
  if (row >= M4 || column >= N4) {
    return;
  }
  var s0 = vec4<f32>();
  var s1 = vec4<f32>();
  var s2 = vec4<f32>();
  var s3 = vec4<f32>();
  let end = min((id.z + 1) * SHARE, K);
  for (var k = id.z * SHARE; k < end; k++) {
    let left = a[k * M4 + row];
    let right = b[k * N4 + column];
    s0 += left.x * right;
    s1 += left.y * right;
    s2 += left.z * right;
    s3 += left.w * right;
  }
  let first = (id.z * M + row * 4) * N4 + column;
  partial[first] = s0;
  partial[first + N4] = s1;
  partial[first + 2 * N4] = s2;
  partial[first + 3 * N4] = s3;
}
