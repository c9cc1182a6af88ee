// Sampling, first dispatch: for each row and chunk of CHUNK tokens, pieces = (max u, s = sum e^(u - max),
// w = sum e^(u - max) (u - max), best key, its index) with u = z / temperature. A key is u plus Gumbel noise, or the logit
// itself when greedy; among equals the lower index wins. Rows that are done get zeros. One thread a chunk.
// B rows, V vocabulary.
const B: u32 = 2u;
const V: u32 = 40u;
const WORKGROUP: u32 = 64u;
const CHUNK: u32 = 16u;
const CHUNKS: u32 = (V + CHUNK - 1u) / CHUNK;
// Rows between fields of the state: B rounded up to a legal tensor offset.
const FIELD: u32 = (B + 63u) / 64u * 64u;

@group(0) @binding(0) var<storage, read> logits: array<f32>;
@group(0) @binding(1) var<storage, read> settings: array<f32>;
@group(0) @binding(2) var<storage, read> control: array<u32>;
@group(0) @binding(3) var<storage, read> state: array<u32>;
@group(0) @binding(4) var<storage, read_write> pieces: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let index = id.x + id.y * 65535u * WORKGROUP;
  if (index >= B * CHUNKS) {
    return;
  }
  let b = index / CHUNKS;
  let first = index % CHUNKS * CHUNK;
  let end = min(first + CHUNK, V);
  if (state[4u * FIELD + b] != 0u) {
    for (var i = 0u; i < 5u; i++) {
      pieces[index * 5u + i] = 0.0;
    }
    return;
  }
  let cold = 1.0 / settings[0];
  let greedy = control[1] != 0u;

  var highest = -3e38;
  var best = -3e38;
  var chosen = first;
  var bits = vec4u();
  for (var j = first; j < end; j++) {
    let logit = logits[b * V + j];
    highest = max(highest, logit);
    var key = logit;
    if (!greedy) {
      if (j % 4u == 0u) {
        bits = draws(j / 4u, state[8u * FIELD + b], state[6u * FIELD + b], state[7u * FIELD + b], state[5u * FIELD + b],
          control[4], control[5]);
      }
      key = logit * cold + gumbel(bits[j % 4u]);
    }
    if (key > best) {
      best = key;
      chosen = j;
    }
  }
  var s = 0.0;
  var w = 0.0;
  for (var j = first; j < end; j++) {
    let u = (logits[b * V + j] - highest) * cold;
    let e = exp(max(u, -87.0));
    s += e;
    w += e * u;
  }
  pieces[index * 5u] = highest * cold;
  pieces[index * 5u + 1u] = s;
  pieces[index * 5u + 2u] = w;
  pieces[index * 5u + 3u] = best;
  pieces[index * 5u + 4u] = f32(chosen);
}

// STAND-IN, so that this file is valid by itself: sample.ts puts philox.wgsl in its place.
fn gumbel(bits: u32) -> f32 {
  return f32(bits);
}
fn draws(block: u32, generated: u32, turn: u32, attempt: u32, episode: u32, seed: u32, stream: u32) -> vec4u {
  return vec4u(block, generated, turn ^ attempt ^ episode, seed ^ stream);
}
