/** Names what is measured on, and what it lacks, before anything is measured. */
import type { Survey } from '../../worker/bench-protocol.ts';
import { bytes } from '../format.ts';
import styles from './BenchSheet.module.css';

/** What WebGPU promises everywhere (specification, "Limits": maxStorageBufferBindingSize). */
const DEFAULT_BINDING = 128 * 2 ** 20;

export function DevicePart({ survey }: { survey: Survey }) {
  const { webgpu, cpu, hasGpu, isSoftware, largestBinding, absent } = survey;
  return (
    <section className={styles.device} aria-label="This device">
      <dl className={styles.facts}>
        <div>
          <dt>Graphics</dt>
          <dd>{hasGpu ? webgpu : 'none'}</dd>
        </div>
        <div>
          <dt>Processor</dt>
          <dd>{cpu}</dd>
        </div>
      </dl>
      {isSoftware && (
        <p className={styles.warning}>
          This is a software adapter: a GPU emulated on the processor. Its figures say nothing about a graphics card.
        </p>
      )}
      {largestBinding !== null && largestBinding <= DEFAULT_BINDING && (
        <p className={styles.lede}>
          The adapter allows no more than WebGPU’s default limits (buffers of {bytes(largestBinding)}). Cases that need
          more are left out.
        </p>
      )}
      {absent.length > 0 && (
        <ul className={styles.lacks} aria-label="What cannot be measured here">
          {absent.map(({ size, peer, skipped }) => (
            <li key={`${size} ${peer} ${skipped}`}>
              {size === 'all' ? 'WebGPU' : size}: left out, {skipped}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
