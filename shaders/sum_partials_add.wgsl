// out[L] += partial[0,L] + partial[1,L] + … + partial[S-1,L], in that order. A thread owns one Block of out, or SPLIT threads,
// which take turns at the parts (split.ts).
alias Block = f32;
const LANES: u32 = 1u;
const S: u32 = 2u;
const L: u32 = 8u;
const BLOCKS = L / LANES;
const WORKGROUP: u32 = 64u;
const SPLIT: u32 = 1u;
fn join(v: Block, thread: u32) -> Block { return v; }
fn skips(past: bool) -> bool { return past; }

@group(0) @binding(0) var<storage, read> partial: array<Block, S * BLOCKS>;
@group(0) @binding(1) var<storage, read_write> out: array<Block, BLOCKS>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let unit = (id.x + id.y * 65535u * WORKGROUP) / SPLIT;
  if (skips(unit >= BLOCKS)) {
    return;
  }
  let index = min(unit, BLOCKS - 1u);
  var sum = Block();
  for (var s = thread % SPLIT; s < S; s += SPLIT) {
    sum += partial[s * BLOCKS + index];
  }
  sum = join(sum, thread);
  if (unit < BLOCKS && thread % SPLIT == 0u) {
    out[index] += sum;
  }
}
