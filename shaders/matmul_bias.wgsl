// c = a bT + bias[N]. What stands below the marker replaces the same part of matmul_nt.wgsl,
// matmul_nt_row.wgsl or matmul_any.wgsl.
const M: u32 = 7u;
const N: u32 = 5u;

// EPILOGUE
@group(0) @binding(2) var<storage, read> bias: array<f32, N>;
@group(0) @binding(3) var<storage, read_write> c: array<f32, M * N>;

fn store(row: u32, columns: vec4<u32>, sums: vec4<f32>) {
  let index = row * N + columns;
  c[index.x] = sums.x + bias[columns.x];
  c[index.y] = sums.y + bias[columns.y];
  c[index.z] = sums.z + bias[columns.z];
  c[index.w] = sums.w + bias[columns.w];
}
