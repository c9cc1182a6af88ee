/**
 * WebGPU's usage flags by value (WebGPU specification, "GPUBufferUsage" and its neighbours): Node has no such globals.
 */
export const BUFFER = { mapRead: 0x1, copySource: 0x4, copyTarget: 0x8, storage: 0x80, queryResolve: 0x200 } as const;
export const COMPUTE_STAGE = 0x4;
export const MAP_READ = 0x1;
