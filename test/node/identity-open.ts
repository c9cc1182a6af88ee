export const OPEN = async (C: { create(o: { precision: 'f32' | 'f64' }): Promise<unknown> }) => [await C.create({ precision: 'f32' })];
