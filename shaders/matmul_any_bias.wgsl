// Epilogue of matmul_any.wgsl: c = a bT + bias. What stands below the marker replaces its own.
const M: u32 = 7u;
const N: u32 = 5u;

// EPILOGUE
@group(0) @binding(2) var<storage, read> bias: array<f32, N>;
@group(0) @binding(3) var<storage, read_write> c: array<f32, M * N>;

fn store(row: u32, columns: vec4<u32>, sums: vec4<f32>) {
  c[row * N + columns.x] = sums.x + bias[columns.x];
  c[row * N + columns.y] = sums.y + bias[columns.y];
  c[row * N + columns.z] = sums.z + bias[columns.z];
  c[row * N + columns.w] = sums.w + bias[columns.w];
}
