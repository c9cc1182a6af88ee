// partial[s] = sum of squares of the finite numbers among blocks s, s + S, s + 2S, ... of x[L]; partial[S + s] = how many
// were not finite, told by their bits (WGSL may assume there are none). One thread a chunk, or SPLIT threads, which take turns
// at its blocks (split.ts); neighbours read neighbours.
const L: u32 = 8u;
const S: u32 = 2u;
const WORKGROUP: u32 = 64u;
const SPLIT: u32 = 1u;
fn join(v: vec2f, thread: u32) -> vec2f { return v; }
fn skips(past: bool) -> bool { return past; }

alias Block = f32;
const LANES: u32 = 1u;
fn lane(b: Block, i: u32) -> f32 { return b; }

@group(0) @binding(0) var<storage, read> x: array<Block>;
@group(0) @binding(1) var<storage, read_write> partial: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_index) thread: u32) {
  let s = (id.x + id.y * 65535u * WORKGROUP) / SPLIT;
  if (skips(s >= S)) {
    return;
  }
  var squares = 0.0;
  var bad = 0u;
  for (var block = s + thread % SPLIT * S; block < L / LANES; block += SPLIT * S) {
    var block_squares = 0.0;
    for (var l = 0u; l < LANES; l++) {
      let value = lane(x[block], l);
      if ((bitcast<u32>(value) & 0x7fffffffu) >= 0x7f800000u) {
        bad++;
      } else {
        block_squares += value * value;
      }
    }
    squares += block_squares;
  }
  let sums = join(vec2f(squares, f32(bad)), thread);
  if (s < S && thread % SPLIT == 0u) {
    partial[s] = sums.x;
    partial[S + s] = sums.y;
  }
}
