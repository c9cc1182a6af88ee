// Philox4x32-10 (Salmon et al., SC 2011): four u32 from a 128-bit counter and a 64-bit key; equal to src/core/rng.ts bit
// for bit. Prefixed to the shaders that draw.

// High 32 bits of the unsigned 64-bit product.
fn multiply_high(a: u32, b: u32) -> u32 {
  let a_low = a & 0xffffu;
  let a_high = a >> 16u;
  let b_low = b & 0xffffu;
  let b_high = b >> 16u;
  let middle = a_high * b_low + ((a_low * b_low) >> 16u);
  let carry = a_low * b_high + (middle & 0xffffu);
  return a_high * b_high + (middle >> 16u) + (carry >> 16u);
}

fn philox(counter: vec4u, key: vec2u) -> vec4u {
  var c = counter;
  var k = key;
  for (var round = 0u; round < 10u; round++) {
    let high = vec2u(multiply_high(0xd2511f53u, c.x), multiply_high(0xcd9e8d57u, c.z));
    c = vec4u(high.y ^ c.y ^ k.x, 0xcd9e8d57u * c.z, high.x ^ c.w ^ k.y, 0xd2511f53u * c.x);
    k += vec2u(0x9e3779b9u, 0xbb67ae85u);
  }
  return c;
}

// Gumbel noise -log(-log U) from 32 random bits. The draw q = 1 - U has 23 bits, so that it and 1 - q are exact; for
// small q a series, because log may be wrong by 2^-21 near 1.
fn gumbel(bits: u32) -> f32 {
  let q = (f32(bits >> 9u) + 0.5) * 0x1p-23;
  let series = q * (1.0 + q * (0.5 + q / 3.0));
  return -log(select(-log(1.0 - q), series, q < 0x1p-7));
}

// The four draws that decide tokens 4 * block ... 4 * block + 3.
fn draws(block: u32, generated: u32, turn: u32, attempt: u32, episode: u32, seed: u32, stream: u32) -> vec4u {
  return philox(vec4u(block, generated, (turn << 8u) | attempt, episode), vec2u(seed, stream));
}
