// dgate = dh up σ(a) (1 + a (1 - σ(a))), dup = dh a σ(a) with a = gate; rows are [gate: F | up: F]. One thread a block.
// N packed tokens, F MLP width.
const N: u32 = 8u;
const F: u32 = 8u;
const WORKGROUP: u32 = 64u;

alias Block = f32;
const LANES: u32 = 1u;
const BLOCKS: u32 = F / LANES;

@group(0) @binding(0) var<storage, read> gate_up: array<Block>;
@group(0) @binding(1) var<storage, read> dh: array<Block>;
@group(0) @binding(2) var<storage, read_write> dgate_up: array<Block>;

fn sigmoid(a: Block) -> Block {
  // WGSL leaves exp undefined where it overflows.
  return 1.0 / (1.0 + exp(-clamp(a, Block(-80.0), Block(80.0))));
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let index = id.x + id.y * 65535u * WORKGROUP;
  if (index >= N * BLOCKS) {
    return;
  }
  let at = index / BLOCKS * 2u * BLOCKS + index % BLOCKS;
  let gate = gate_up[at];
  let s = sigmoid(gate);
  let d = dh[index];
  dgate_up[at] = d * gate_up[at + BLOCKS] * s * (1.0 + gate * (1.0 - s));
  dgate_up[at + BLOCKS] = d * gate * s;
}
