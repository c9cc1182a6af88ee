// out[L] = 0. One thread a block.
const L: u32 = 8u;
const WORKGROUP: u32 = 64u;

alias Block = f32;
const LANES: u32 = 1u;

@group(0) @binding(0) var<storage, read_write> out: array<Block>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let index = id.x + id.y * 65535u * WORKGROUP;
  if (index < L / LANES) {
    out[index] = Block(0.0);
  }
}
