// out[L] += partial[0,L] + partial[1,L] + … + partial[S-1,L], in that order; any L.
const S: u32 = 2u;
const L: u32 = 8u;
const WORKGROUP = 64u;

@group(0) @binding(0) var<storage, read> partial: array<f32, S * L>;
@group(0) @binding(1) var<storage, read_write> out: array<f32, L>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let index = id.x + id.y * 65535u * WORKGROUP;
  if (index >= L) {
    return;
  }
  var sum = f32();
  for (var s = 0u; s < S; s++) {
    sum += partial[s * L + index];
  }
  out[index] += sum;
}
