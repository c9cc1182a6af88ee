// c[M,N] = a[M,K] b[K,N]; N and K multiples of 4. As matmul_nn.wgsl with BLOCKS rows x 4 columns a thread: 8 for more
// products a load, 1 for more threads.
const M: u32 = 8u;
const N: u32 = 8u;
const K: u32 = 8u;
const K4 = K / 4;
const N4 = N / 4;
const BLOCKS: u32 = 8u;

@group(0) @binding(0) var<storage, read> a: array<vec4<f32>, M * K4>;
@group(0) @binding(1) var<storage, read> b: array<vec4<f32>, K * N4>;
@group(0) @binding(2) var<storage, read_write> c: array<vec4<f32>, M * N4>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let row = id.y * BLOCKS;
  let column = id.x;
  if (row >= M || column >= N4) {
    return;
  }
  // Past the last row the block repeats it: the same value is stored again, and no load needs a test.
  var sums: array<vec4<f32>, BLOCKS>;
  for (var k = 0u; k < K4; k++) {
    let x = b[4 * k * N4 + column];
    let y = b[(4 * k + 1) * N4 + column];
    let z = b[(4 * k + 2) * N4 + column];
    let w = b[(4 * k + 3) * N4 + column];
    for (var d = 0u; d < BLOCKS; d++) {
      let v = a[min(row + d, M - 1) * K4 + k];
      sums[d] += v.x * x + v.y * y + v.z * z + v.w * w;
    }
  }
  for (var d = 0u; d < BLOCKS; d++) {
    c[min(row + d, M - 1) * N4 + column] = sums[d];
  }
}
