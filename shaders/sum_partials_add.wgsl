// out[L] += partial[0,L] + partial[1,L] + … + partial[S-1,L], in that order; L a multiple of 4.
const S: u32 = 2u;
const L: u32 = 8u;
const L4 = L / 4;
const WORKGROUP = 64u;

@group(0) @binding(0) var<storage, read> partial: array<vec4<f32>, S * L4>;
@group(0) @binding(1) var<storage, read_write> out: array<vec4<f32>, L4>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let index = id.x + id.y * 65535u * WORKGROUP;
  if (index >= L4) {
    return;
  }
  var sum = vec4<f32>();
  for (var s = 0u; s < S; s++) {
    sum += partial[s * L4 + index];
  }
  out[index] += sum;
}
