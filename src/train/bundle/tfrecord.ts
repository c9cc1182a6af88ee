/**
 * The framing of TensorFlow's record files: length, its checksum, the record, its checksum, all little-endian
 * (tensorflow.org/tutorials/load_data/tfrecord). Must not know what a record holds.
 */
import { joinBytes, type Bytes } from '../../core/protobuf.ts';

/** Castagnoli's polynomial, bits reversed (RFC 3720, section 12.1). */
const POLYNOMIAL = 0x82f63b78;
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  return crc >>> 0;
});

export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 255]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Turned and shifted, so that a checksum of bytes that hold checksums stays a good one. */
function masked(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** Little-endian, in `size` bytes. */
function number(value: number, size: 4 | 8): Bytes {
  const bytes = new Uint8Array(size);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

/** One record; files are records end to end. Shorter than 4 GiB. */
export function tfrecord(record: Uint8Array): Bytes {
  const length = number(record.length, 8);
  return joinBytes([length, number(masked(crc32c(length)), 4), record, number(masked(crc32c(record)), 4)]);
}
