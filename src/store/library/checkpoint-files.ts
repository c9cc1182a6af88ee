/**
 * Checkpoints as files in the page's private folder on disk (OPFS). A file is swapped in once it is written whole, so a tab
 * that dies while it writes leaves the one before. Must not know runs.
 */

const FOLDER = 'turnlab-checkpoints';

export class CheckpointFiles {
  readonly #folder: FileSystemDirectoryHandle;

  private constructor(folder: FileSystemDirectoryHandle) {
    this.#folder = folder;
  }

  /** Null where the browser has no such folder, or none that a page can write to outside a worker. */
  static async open(): Promise<CheckpointFiles | null> {
    try {
      if (!('createWritable' in FileSystemFileHandle.prototype)) return null;
      const root = await navigator.storage.getDirectory();
      return new CheckpointFiles(await root.getDirectoryHandle(FOLDER, { create: true }));
    } catch {
      return null;
    }
  }

  async write(id: string, bytes: Uint8Array): Promise<void> {
    const file = await this.#folder.getFileHandle(id, { create: true });
    const writable = await file.createWritable();
    try {
      await writable.write(bytes as Uint8Array<ArrayBuffer>);
      await writable.close();
    } catch (thrown) {
      await writable.abort().catch(() => {
        // Already closed by the failure itself.
      });
      throw thrown;
    }
  }

  /** Null when there is none. */
  async read(id: string): Promise<Uint8Array | null> {
    try {
      const file = await this.#folder.getFileHandle(id);
      const bytes = new Uint8Array(await (await file.getFile()).arrayBuffer());
      // A first write that never ended leaves an empty file.
      return bytes.length > 0 ? bytes : null;
    } catch (thrown) {
      if (isMissing(thrown)) return null;
      throw thrown;
    }
  }

  async remove(id: string): Promise<void> {
    try {
      await this.#folder.removeEntry(id);
    } catch (thrown) {
      if (!isMissing(thrown)) throw thrown;
    }
  }
}

const isMissing = (thrown: unknown): boolean => thrown instanceof DOMException && thrown.name === 'NotFoundError';
