// partial[S,D]: row s is the sum of strip s of the rows of x[N,D]. For bias gradients; sum_partials_add.wgsl adds the strips.
// A thread owns one Block of columns of one strip.
alias Block = f32;
const LANES: u32 = 1u;
const N: u32 = 8u;
const D: u32 = 8u;
const S: u32 = 2u;
const BLOCKS = D / LANES;
const STRIP = (N + S - 1) / S;
const WORKGROUP = 64u;

@group(0) @binding(0) var<storage, read> x: array<Block, N * BLOCKS>;
@group(0) @binding(1) var<storage, read_write> partial: array<Block, S * BLOCKS>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let index = id.x + id.y * 65535u * WORKGROUP;
  if (index >= S * BLOCKS) {
    return;
  }
  let strip = index / BLOCKS;
  let end = min((strip + 1) * STRIP, N);
  var sum = Block();
  for (var row = strip * STRIP; row < end; row++) {
    sum += x[row * BLOCKS + index % BLOCKS];
  }
  partial[index] = sum;
}
