// c = a bT + residual[M,N]. What stands below the marker replaces the same part of matmul_nt.wgsl,
// matmul_nt_row.wgsl or matmul_any.wgsl.
const M: u32 = 7u;
const N: u32 = 5u;

// EPILOGUE
@group(0) @binding(2) var<storage, read> residual: array<f32, M * N>;
@group(0) @binding(3) var<storage, read_write> c: array<f32, M * N>;

fn store(row: u32, columns: vec4<u32>, sums: vec4<f32>) {
  let index = row * N + columns;
  c[index.x] = sums.x + residual[index.x];
  c[index.y] = sums.y + residual[index.y];
  c[index.z] = sums.z + residual[index.z];
  c[index.w] = sums.w + residual[index.w];
}
