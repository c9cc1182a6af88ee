// out[L] += partial[0,L] + partial[1,L] + … + partial[S-1,L], in that order. A thread owns one Block of out.
alias Block = f32;
const LANES: u32 = 1u;
const S: u32 = 2u;
const L: u32 = 8u;
const BLOCKS = L / LANES;
const WORKGROUP = 64u;

@group(0) @binding(0) var<storage, read> partial: array<Block, S * BLOCKS>;
@group(0) @binding(1) var<storage, read_write> out: array<Block, BLOCKS>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let index = id.x + id.y * 65535u * WORKGROUP;
  if (index >= BLOCKS) {
    return;
  }
  var sum = Block();
  for (var s = 0u; s < S; s++) {
    sum += partial[s * BLOCKS + index];
  }
  out[index] += sum;
}
