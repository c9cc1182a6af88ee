// dtable[V,D] += the sum of dx over each id's tokens, order[start[v] .. start[v+1]), first token first.
// One thread owns one block of one table row, so no atomics and the same bytes every run; or SPLIT threads, which take turns
// at its tokens (split.ts).
// N packed tokens, D width, V vocabulary.
const D: u32 = 8u;
const V: u32 = 16u;
const WORKGROUP: u32 = 64u;
const SPLIT: u32 = 1u;
fn join(v: Block, thread: u32) -> Block { return v; }
fn skips(past: bool) -> bool { return past; }

alias Block = f32;
const LANES: u32 = 1u;
const BLOCKS: u32 = D / LANES;

@group(0) @binding(0) var<storage, read> order: array<u32>;
@group(0) @binding(1) var<storage, read> start: array<u32>;
@group(0) @binding(2) var<storage, read> dx: array<Block>;
@group(0) @binding(3) var<storage, read_write> dtable: array<Block>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_index) thread: u32) {
  let unit = (id.x + id.y * 65535u * WORKGROUP) / SPLIT;
  if (skips(unit >= V * BLOCKS)) {
    return;
  }
  let index = min(unit, V * BLOCKS - 1u);
  let v = index / BLOCKS;
  let d = index % BLOCKS;
  var sum = Block(0.0);
  for (var i = start[v] + thread % SPLIT; i < start[v + 1u]; i += SPLIT) {
    sum += dx[order[i] * BLOCKS + d];
  }
  sum = join(sum, thread);
  if (unit < V * BLOCKS && thread % SPLIT == 0u) {
    dtable[index] += sum;
  }
}
