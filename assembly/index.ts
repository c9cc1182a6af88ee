/** The module's exports. Addresses and strides are in bytes, sizes in elements; every array is f32 or u32. */
export { attention, attentionBackwardKV, attentionBackwardQ, attentionDelta } from './attention';
export { cacheWrite, decodeAttention } from './decode';
export { gemm } from './gemm';
export { lossGradient, rowMoments, rowTops } from './head';
export { swiglu, swigluBackward } from './mlp';
export { rmsNorm, rmsNormBackward, rmsNormWeightPartial } from './norm';
export { adamW, squareSumPartial } from './optimiser';
export { rope } from './rope';
export { columnSumsPartial, copyRows, embedBackward, sumPartialsAdd } from './rows';
export { sampleRow } from './sample';

/** First address after the module's own panels. */
export function heapBase(): usize {
  return __heap_base;
}
