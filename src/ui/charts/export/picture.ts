/** An SVG text as the pixels of a PNG file. Nothing is fetched: our SVG refers to nothing. */
import { TurnlabError } from '../../../core/errors.ts';

/** Pixels a CSS pixel, whatever the screen. */
export const PNG_SCALE = 2;

/** Throws TurnlabError `internal` where the browser cannot draw it. */
export async function pngOf(svg: string): Promise<Uint8Array<ArrayBuffer>> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(image.naturalWidth * PNG_SCALE);
    canvas.height = Math.round(image.naturalHeight * PNG_SCALE);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((done) => {
      canvas.toBlob(done, 'image/png');
    });
    if (!blob) throw new Error('the canvas gave no picture');
    return new Uint8Array(await blob.arrayBuffer());
  } catch (cause) {
    throw new TurnlabError('internal', 'This browser could not make a PNG of the chart.', 'Save it as SVG.', { cause });
  } finally {
    URL.revokeObjectURL(url);
  }
}
