/**
 * Gives a WGSL file its sizes: the files stay valid WGSL with example sizes, so editors and validators can read them.
 * Text in, text out; must not know kernels or devices.
 */
import { TurnlabError } from '../../core/errors.ts';
import type { Shape } from '../kernel.ts';

const DECLARATION = /^const (\w+): (u32|f32) = ([^;]+);/gm;

function literal(key: string, type: string, value: number): string {
  if (type === 'u32') {
    if (!Number.isInteger(value) || value < 0 || value > 0xffffffff)
      throw new TurnlabError('bad-shape', `${key} must be an unsigned 32-bit integer, got ${value}.`);
    return `${value}u`;
  }
  // WGSL rejects a literal outside f32, and every backend should see the same constant.
  const nearest = Math.fround(value);
  if (!Number.isFinite(nearest)) throw new TurnlabError('bad-shape', `${key} must be finite in f32, got ${value}.`);
  const text = String(nearest);
  return /[.e]/.test(text) ? `${text}f` : `${text}.0f`;
}

/**
 * `source` with each top-level `const KEY: u32|f32 = …;` (at the start of a line) whose KEY the shape names set to the
 * shape's value. Constants the shape does not name keep theirs; shape keys the source does not declare are ignored.
 */
export function specialise(source: string, shape: Shape): string {
  return source.replace(DECLARATION, (line: string, key: string, type: string) => {
    const value = shape[key];
    return value === undefined ? line : `const ${key}: ${type} = ${literal(key, type, value)};`;
  });
}
