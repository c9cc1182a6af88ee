// partial[S,D]: row s is the sum of strip s of the rows of x[N,D]. For bias gradients; sum_partials_add.wgsl adds the strips.
// A thread owns one Block of columns of one strip, or SPLIT threads, which take turns at its rows (split.ts).
alias Block = f32;
const LANES: u32 = 1u;
const N: u32 = 8u;
const D: u32 = 8u;
const S: u32 = 2u;
const BLOCKS = D / LANES;
const STRIP = (N + S - 1) / S;
const WORKGROUP: u32 = 64u;
const SPLIT: u32 = 1u;
fn join(v: Block, thread: u32) -> Block { return v; }
fn skips(past: bool) -> bool { return past; }

@group(0) @binding(0) var<storage, read> x: array<Block, N * BLOCKS>;
@group(0) @binding(1) var<storage, read_write> partial: array<Block, S * BLOCKS>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let unit = (id.x + id.y * 65535u * WORKGROUP) / SPLIT;
  if (skips(unit >= S * BLOCKS)) {
    return;
  }
  let index = min(unit, S * BLOCKS - 1u);
  let strip = index / BLOCKS;
  let end = min((strip + 1) * STRIP, N);
  var sum = Block();
  for (var row = strip * STRIP + thread % SPLIT; row < end; row += SPLIT) {
    sum += x[row * BLOCKS + index % BLOCKS];
  }
  sum = join(sum, thread);
  if (unit < S * BLOCKS && thread % SPLIT == 0u) {
    partial[index] = sum;
  }
}
