// Epilogue of matmul_nt.wgsl and matmul_nt_row.wgsl: c = a bT + residual. What stands below the marker replaces theirs.
const M: u32 = 8u;
const N: u32 = 8u;

// EPILOGUE
@group(0) @binding(2) var<storage, read> residual: array<vec4<f32>, M * N / 4>;
@group(0) @binding(3) var<storage, read_write> c: array<vec4<f32>, M * N / 4>;

fn store(row: u32, column: u32, sums: vec4<f32>) {
  let index = (row * N + column) / 4;
  c[index] = sums + residual[index];
}
