/** The module's exports. Addresses and strides are in bytes, sizes in elements; every array is f32 or u32. */
export { gemm } from './gemm';
export { transpose } from './transpose';
