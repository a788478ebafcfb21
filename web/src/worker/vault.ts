/**
 * The module's vault: what stays on this machine between visits, in IndexedDB. It holds the identity of each
 * training, its link and how far the model owner's log was seen. No row of a file is ever kept.
 */
const store = 'vault';

let opened: Promise<IDBDatabase> | undefined;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('blindfit', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(store);
    request.onerror = () => reject(request.error ?? new Error('the vault cannot be opened'));
    request.onblocked = () => reject(new Error('another tab holds an older version of the vault open'));
    request.onsuccess = () => {
      // Another tab with a newer page must be able to upgrade.
      request.result.onversionchange = () => {
        request.result.close();
        opened = undefined;
      };
      resolve(request.result);
    };
  });
  // A failure is not kept, so that a later call may succeed.
  opened.catch(() => (opened = undefined));
  return opened;
}

/** Runs one request; resolves only after its transaction is complete, for writes on the disk itself. */
async function run<T>(mode: IDBTransactionMode, make: (s: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await database();
  return new Promise<T>((resolve, reject) => {
    const transaction = db.transaction(store, mode, { durability: 'strict' });
    const request = make(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request.result);
    // A failed request aborts its transaction, which then knows why.
    transaction.onabort = () => reject(transaction.error ?? request.error ?? new Error('the write was aborted'));
  });
}

/** Bytes are copied, so that neither side keeps a view of the other's memory. */
export const vault = {
  async get(key: string): Promise<Uint8Array | undefined> {
    const value: unknown = await run('readonly', (s) => s.get(key));
    return value instanceof Uint8Array ? value : undefined;
  },
  async put(key: string, bytes: Uint8Array): Promise<void> {
    await run('readwrite', (s) => s.put(bytes.slice(), key));
  },
  /** Puts where nothing is; says whether it did. The browser decides between tabs. */
  async create(key: string, bytes: Uint8Array): Promise<boolean> {
    try {
      await run('readwrite', (s) => s.add(bytes.slice(), key));
      return true;
    } catch (error) {
      if (error instanceof DOMException && error.name === 'ConstraintError') return false;
      throw error;
    }
  },
  async keys(): Promise<string[]> {
    return (await run('readonly', (s) => s.getAllKeys())).map(String);
  },
  async delete(key: string): Promise<void> {
    await run('readwrite', (s) => s.delete(key));
  },
};
