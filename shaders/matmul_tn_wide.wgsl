// partial[S,M,N]: part s is the sum over its share of K of aT b, a[K,M], b[K,N]; M and N multiples of 4. As
// matmul_tn_partial.wgsl with 8 rows x 4 columns a thread: 3 loads instead of 4 for 32 products.
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
  let row = id.y * 2;
  let column = id.x;
  if (row >= M4 || column >= N4) {
    return;
  }
  // Past the last four rows the block repeats them: the same values are stored again.
  let next = min(row + 1, M4 - 1);
  var s0 = vec4<f32>();
  var s1 = vec4<f32>();
  var s2 = vec4<f32>();
  var s3 = vec4<f32>();
  var s4 = vec4<f32>();
  var s5 = vec4<f32>();
  var s6 = vec4<f32>();
  var s7 = vec4<f32>();
  let end = min((id.z + 1) * SHARE, K);
  for (var k = id.z * SHARE; k < end; k++) {
    let first = a[k * M4 + row];
    let second = a[k * M4 + next];
    let right = b[k * N4 + column];
    s0 += first.x * right;
    s1 += first.y * right;
    s2 += first.z * right;
    s3 += first.w * right;
    s4 += second.x * right;
    s5 += second.y * right;
    s6 += second.z * right;
    s7 += second.w * right;
  }
  let top = (id.z * M + row * 4) * N4 + column;
  partial[top] = s0;
  partial[top + N4] = s1;
  partial[top + 2 * N4] = s2;
  partial[top + 3 * N4] = s3;
  let bottom = (id.z * M + next * 4) * N4 + column;
  partial[bottom] = s4;
  partial[bottom + N4] = s5;
  partial[bottom + 2 * N4] = s6;
  partial[bottom + 3 * N4] = s7;
}
