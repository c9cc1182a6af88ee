// c[M,N] = a[M,K] bT, b[N,K]; K a multiple of 4. For few rows, where matmul_nt.wgsl would leave most threads idle.
// A thread owns 1 row x 4 columns and adds in the same order as there.
const M: u32 = 3u;
const N: u32 = 5u;
const K: u32 = 8u;
const K4 = K / 4;
const BLOCKS = (N + 3) / 4;
const WORKGROUP = 64u;

@group(0) @binding(0) var<storage, read> a: array<vec4<f32>, M * K4>;
@group(0) @binding(1) var<storage, read> b: array<vec4<f32>, N * K4>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let index = id.x + id.y * 65535u * WORKGROUP;
  if (index >= M * BLOCKS) {
    return;
  }
  let row = index / BLOCKS;
  // Past the last column the block repeats it: the same value is stored again.
  let columns = min(index % BLOCKS * 4 + vec4(0u, 1u, 2u, 3u), vec4(N - 1));
  let j = columns * K4;
  var sums = vec4<f32>();
  for (var k = 0u; k < K4; k++) {
    let v = a[row * K4 + k];
    sums += vec4(dot(v, b[j.x + k]), dot(v, b[j.y + k]), dot(v, b[j.z + k]), dot(v, b[j.w + k]));
  }
  store(row, columns, sums);
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
