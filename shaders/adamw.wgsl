// One AdamW step over L numbers with gradients g = scale * grads:
//   m <- b1 m + (1 - b1) g, v <- b2 v + (1 - b2) g^2, p <- p - lr ((m / c1) / (sqrt(v / c2) + eps) + weightDecay p)
// DECAY 0 leaves the decay out. Everything stays as it is when a gradient was non-finite. One thread a block.
const L: u32 = 8u;
const DECAY: u32 = 1u;
const WORKGROUP: u32 = 64u;

alias Block = f32;
const LANES: u32 = 1u;

struct Adam {
  lr: f32,
  beta1: f32,
  beta2: f32,
  eps: f32,
  weight_decay: f32,
  c1: f32,
  c2: f32,
}

@group(0) @binding(0) var<storage, read_write> params: array<Block>;
@group(0) @binding(1) var<storage, read> grads: array<Block>;
@group(0) @binding(2) var<storage, read_write> m: array<Block>;
@group(0) @binding(3) var<storage, read_write> v: array<Block>;
@group(0) @binding(4) var<storage, read> adam: Adam;
@group(0) @binding(5) var<storage, read> norm: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x + id.y * 65535u * WORKGROUP;
  if (i >= L / LANES || norm[2] > 0.0) {
    return;
  }
  let g = grads[i] * norm[1];
  let mean = adam.beta1 * m[i] + (1.0 - adam.beta1) * g;
  let square = adam.beta2 * v[i] + (1.0 - adam.beta2) * g * g;
  m[i] = mean;
  v[i] = square;
  let p = params[i];
  let decay = select(0.0, adam.weight_decay, DECAY == 1u);
  params[i] = p - adam.lr * ((mean / adam.c1) / (sqrt(square / adam.c2) + adam.eps) + decay * p);
}
