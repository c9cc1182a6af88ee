// partial[S,D]: row s is the sum of strip s of the rows of x[N,D]. For bias gradients; sum_partials_add.wgsl adds the strips.
// A thread owns one column of one strip.
const N: u32 = 8u;
const D: u32 = 8u;
const S: u32 = 2u;
const STRIP = (N + S - 1) / S;
const WORKGROUP = 64u;

@group(0) @binding(0) var<storage, read> x: array<f32, N * D>;
@group(0) @binding(1) var<storage, read_write> partial: array<f32, S * D>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let index = id.x + id.y * 65535u * WORKGROUP;
  if (index >= S * D) {
    return;
  }
  let strip = index / D;
  let column = index % D;
  let end = min((strip + 1) * STRIP, N);
  var sum = 0.0;
  for (var row = strip * STRIP; row < end; row++) {
    sum += x[row * D + column];
  }
  partial[index] = sum;
}
