// delta[N,H] = dO . O. One thread a token and head.
// N packed tokens, H query heads, Dh head size.
const N: u32 = 8u;
const H: u32 = 4u;
const Dh: u32 = 8u;
const WORKGROUP: u32 = 64u;

alias Block = f32;
const LANES: u32 = 1u;
fn total(b: Block) -> f32 { return b; }
const BLOCKS: u32 = Dh / LANES;

@group(0) @binding(0) var<storage, read> o: array<Block>;
@group(0) @binding(1) var<storage, read> d_o: array<Block>;
@group(0) @binding(2) var<storage, read_write> delta: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let index = id.x + id.y * 65535u * WORKGROUP;
  if (index >= N * H) {
    return;
  }
  var products = Block(0.0);
  for (var d = 0u; d < BLOCKS; d++) {
    products += o[index * BLOCKS + d] * d_o[index * BLOCKS + d];
  }
  delta[index] = total(products);
}
