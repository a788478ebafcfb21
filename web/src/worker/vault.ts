/**
 * The module's vault: what stays on this machine between visits, in IndexedDB. It holds the identity of each
 * training, its link and how far the model owner's log was seen, and the ledger of what this owner gave. No row of a
 * file is ever kept. The ledger's anchor has a database of its own, so that a vault put back is noticed. Clearing the
 * site's storage removes both.
 */
const store = 'vault';

/** The bytes that one database keeps, by key. */
export class Keeper {
  #opened: Promise<IDBDatabase> | undefined;

  constructor(private readonly name: string) {}

  #database(): Promise<IDBDatabase> {
    this.#opened ??= new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(this.name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(store);
      request.onerror = () => reject(request.error ?? new Error('the vault cannot be opened'));
      request.onblocked = () => reject(new Error('another tab holds an older version of the vault open'));
      request.onsuccess = () => {
        // Another tab with a newer page must be able to upgrade.
        request.result.onversionchange = () => {
          request.result.close();
          this.#opened = undefined;
        };
        resolve(request.result);
      };
    });
    // A failure is not kept, so that a later call may succeed.
    this.#opened.catch(() => (this.#opened = undefined));
    return this.#opened;
  }

  /** Runs one request; resolves only after its transaction is complete, for writes on the disk itself. */
  async #run<T>(mode: IDBTransactionMode, make: (s: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const db = await this.#database();
    return new Promise<T>((resolve, reject) => {
      const transaction = db.transaction(store, mode, { durability: 'strict' });
      const request = make(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request.result);
      // A failed request aborts its transaction, which then knows why.
      transaction.onabort = () => reject(transaction.error ?? request.error ?? new Error('the write was aborted'));
    });
  }

  // Bytes are copied, so that neither side keeps a view of the other's memory.

  /** Whatever is kept, such as a key that is not bytes. */
  read(key: string): Promise<unknown> {
    return this.#run('readonly', (s) => s.get(key));
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const value = await this.read(key);
    return value instanceof Uint8Array ? value : undefined;
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    await this.#run('readwrite', (s) => s.put(bytes.slice(), key));
  }

  /** Puts where nothing is; says whether it did. The browser decides between tabs. */
  create(key: string, bytes: Uint8Array): Promise<boolean> {
    return this.add(key, bytes.slice());
  }

  /** Create for anything that can be kept. */
  async add(key: string, value: unknown): Promise<boolean> {
    try {
      await this.#run('readwrite', (s) => s.add(value, key));
      return true;
    } catch (error) {
      if (error instanceof DOMException && error.name === 'ConstraintError') return false;
      throw error;
    }
  }

  async keys(): Promise<string[]> {
    return (await this.#run('readonly', (s) => s.getAllKeys())).map(String);
  }

  async delete(key: string): Promise<void> {
    await this.#run('readwrite', (s) => s.delete(key));
  }
}

export const vault = new Keeper('blindfit');
export const anchor = new Keeper('blindfit-anchor');
