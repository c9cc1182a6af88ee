/** Event files, read back by a decoder written from the format's description alone: nothing of the writer's is used. */
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { eventFile } from './tensorboard.ts';
import { crc32c, tfrecord } from './tfrecord.ts';
import { tinyRun } from './run.fixture.ts';

interface Scalar {
  readonly tag: string;
  readonly value: number;
}
interface DecodedEvent {
  wallTime: number;
  step: number;
  fileVersion: string;
  scalars: Scalar[];
}

/** CRC-32C bit by bit, as RFC 3720 defines it. */
function slowCrc(bytes: Uint8Array): number {
  let crc = 0xffffffffn;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0x82f63b78n : crc >> 1n;
  }
  return Number(crc ^ 0xffffffffn);
}

/** As TensorBoard's reader checks it: ((crc >> 15) | (crc << 17)) + 0xa282ead8 in 32 bits. */
function maskedCrc(bytes: Uint8Array): number {
  const crc = BigInt(slowCrc(bytes));
  return Number(BigInt.asUintN(32, BigInt.asUintN(32, (crc >> 15n) | (crc << 17n)) + 0xa282ead8n));
}

/** The records of a file; throws where a reader would report a loss of data. */
function recordsOf(file: Uint8Array): Uint8Array[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const records: Uint8Array[] = [];
  for (let at = 0; at < file.length;) {
    const length = Number(view.getBigUint64(at, true));
    if (view.getUint32(at + 8, true) !== maskedCrc(file.subarray(at, at + 8))) throw new Error('length damaged');
    const record = file.subarray(at + 12, at + 12 + length);
    if (view.getUint32(at + 12 + length, true) !== maskedCrc(record)) throw new Error('record damaged');
    records.push(record);
    at += 16 + length;
  }
  return records;
}

type Field = { readonly field: number; readonly value: bigint | Uint8Array };

function fieldsOf(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++]!;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = Number(varint());
    const sizes: Readonly<Record<number, () => number>> = { 1: () => 8, 2: () => Number(varint()), 5: () => 4 };
    if (key % 8 === 0) {
      fields.push({ field: key >> 3, value: varint() });
      continue;
    }
    const size = sizes[key % 8]!();
    fields.push({ field: key >> 3, value: bytes.subarray(at, at + size) });
    at += size;
    if (at > bytes.length) throw new Error('a field reaches beyond its message');
  }
  return fields;
}

const viewOf = (value: Field['value']): DataView => {
  const bytes = value as Uint8Array;
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
};
const textOf = (value: Field['value']): string => new TextDecoder('utf-8', { fatal: true }).decode(value as Uint8Array);

function scalarOf(bytes: Uint8Array): Scalar {
  const scalar = { tag: '', value: 0 };
  for (const { field, value } of fieldsOf(bytes)) {
    if (field === 1) scalar.tag = textOf(value);
    else if (field === 2) scalar.value = viewOf(value).getFloat32(0, true);
    else throw new Error(`a value has no field ${field} here`);
  }
  return scalar;
}

function eventOf(record: Uint8Array): DecodedEvent {
  const event: DecodedEvent = { wallTime: 0, step: 0, fileVersion: '', scalars: [] };
  for (const { field, value } of fieldsOf(record)) {
    if (field === 1) event.wallTime = viewOf(value).getFloat64(0, true);
    else if (field === 2) event.step = Number(value);
    else if (field === 3) event.fileVersion = textOf(value);
    else if (field === 5) event.scalars = fieldsOf(value as Uint8Array).map((one) => scalarOf(one.value as Uint8Array));
    else throw new Error(`an event has no field ${field} here`);
  }
  return event;
}

const CREATED = '2026-11-20T12:00:00.000Z';
const BEGAN = Date.parse(CREATED) / 1000;
const LINES = [
  '{"kind":"warm","update":1,"warm/loss":6.5,"perf/seconds":0.5}',
  '{"kind":"warm","update":2,"warm/loss":5.25,"perf/seconds":0.25}',
  '{"kind":"evaluation","update":0,"split":"val","val/success_rate":0.125,"perf/seconds":2}',
  '{"kind":"warning","sentence":"it is late"}',
  '{"kind":"update","update":1,"actor/kl":0.1,"actor/entropy":null,"perf/seconds":4}',
  '{"kind":"evaluation","update":1,"split":"test","val/success_rate":0.75,"perf/seconds":8}',
  '{"kind":"update","update":300,"actor/kl":1e-40,"perf/seconds":16}',
  '{"kind":"upd',
];

describe('records', () => {
  it('have the checksum of the standard', () => {
    const nine = new TextEncoder().encode('123456789');
    expect(crc32c(nine)).toBe(0xe3069283);
    // RFC 3720, B.4: 32 bytes of zeros, of ones, and 0 to 31.
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => crc32c(bytes) === slowCrc(bytes)));
  });

  it('are read back, whatever they hold', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 5 }), (all) => {
        const file = all.flatMap((one) => [...tfrecord(one)]);
        expect(recordsOf(Uint8Array.from(file)).map((one) => [...one])).toEqual(all.map((one) => [...one]));
      }),
    );
  });

  it('show any damaged byte', () => {
    const { bytes } = eventFile(CREATED, LINES);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = bytes.slice();
        damaged[at]! ^= flip;
        expect(() => recordsOf(damaged)).toThrow('damaged');
      }),
    );
  });
});

describe('an event file', () => {
  it('begins as every event file does', () => {
    const { name, bytes } = eventFile(CREATED, LINES);
    expect(name).toBe(`events.out.tfevents.${BEGAN}.turnlab`);
    // Length 24, its masked checksum, field 1 as a double; then, behind the double, field 3 as text of 13 letters.
    expect([...bytes.subarray(0, 13)]).toEqual([24, 0, 0, 0, 0, 0, 0, 0, 0xa3, 0x7f, 0x4b, 0x22, 0x09]);
    expect([...bytes.subarray(21, 23)]).toEqual([0x1a, 13]);
    const [first] = recordsOf(bytes).map(eventOf);
    expect(first).toEqual({ wallTime: BEGAN, step: 0, fileVersion: 'brain.Event:2', scalars: [] });
  });

  it('is refused to a run that has measured nothing', () => {
    expect(() => eventFile(CREATED, ['{"kind":"warning","sentence":"it is late"}'])).toThrow('has no numbers yet');
  });

  it('holds every measurement as scalars by update, at the time it was made', () => {
    const [, ...events] = recordsOf(eventFile(CREATED, LINES).bytes).map(eventOf);
    const at = (seconds: number, step: number, scalars: Readonly<Record<string, number>>): DecodedEvent => ({
      wallTime: BEGAN + seconds,
      step,
      fileVersion: '',
      scalars: Object.entries(scalars).map(([tag, value]) => ({ tag, value: Math.fround(value) })),
    });
    expect(events).toEqual([
      at(0.5, 1, { 'warm/loss': 6.5, 'warm/seconds': 0.5 }),
      at(0.75, 2, { 'warm/loss': 5.25, 'warm/seconds': 0.25 }),
      at(2.75, 0, { 'val/success_rate': 0.125, 'val/seconds': 2 }),
      at(6.75, 1, { 'actor/kl': 0.1, 'perf/seconds': 4 }),
      // The test tasks took 8 seconds and are left out.
      at(30.75, 300, { 'actor/kl': 1e-40, 'perf/seconds': 16 }),
    ]);
  });

  describe('of a real run', () => {
    let run: Awaited<ReturnType<typeof tinyRun>>['bundle'];
    beforeAll(async () => {
      run = (await tinyRun()).bundle;
      // Trains, on a machine that may be busy.
    }, 60_000);

    it('is the same bytes again, and agrees with the lines number by number', () => {
      const { sheet, lines } = run;
      const file = eventFile(sheet.created, lines);
      expect(eventFile(sheet.created, lines)).toEqual(file);
      const events = recordsOf(file.bytes).map(eventOf).slice(1);
      const kept = lines
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .filter(({ kind }) => ['warm', 'update', 'evaluation'].includes(String(kind)));
      expect(events.length).toBe(kept.length);
      for (const [i, line] of kept.entries()) {
        const own = Object.entries(line).filter(([name, value]) => typeof value === 'number' && name !== 'update');
        const found = new Map(events[i]!.scalars.map(({ tag, value }) => [tag, value]));
        expect(found.size).toBe(own.length);
        expect(events[i]!.step).toBe(line['update']);
        for (const [name, value] of own)
          if (name !== 'perf/seconds') expect(found.get(name)).toBe(Math.fround(value as number));
      }
      const times = events.map(({ wallTime }) => wallTime);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      // A tag has one place a step, whichever kind of line it comes from.
      const places = events.flatMap(({ step, scalars }) => scalars.map(({ tag }) => `${tag} ${step}`));
      expect(new Set(places).size).toBe(places.length);
    });
  });
});
