/**
 * What stays on this machine between visits, in IndexedDB: the module's vault (identity seed, ledger heads)
 * and the page's own list of trainings. No row of a file is ever kept.
 */
const stores = ['vault', 'trainings'] as const;
type Store = (typeof stores)[number];

let opened: Promise<IDBDatabase> | undefined;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('blindfit', 1);
    request.onupgradeneeded = () => stores.forEach((store) => request.result.createObjectStore(store));
    request.onerror = () => reject(request.error);
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
async function run<T>(store: Store, mode: IDBTransactionMode, make: (s: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await database();
  return new Promise<T>((resolve, reject) => {
    const transaction = db.transaction(store, mode, { durability: 'strict' });
    const request = make(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error ?? new Error('the write was aborted'));
    transaction.onerror = () => reject(transaction.error);
  });
}

export const read = (store: Store, key: string): Promise<unknown> => run(store, 'readonly', (s) => s.get(key));
export const all = (store: Store): Promise<unknown[]> => run(store, 'readonly', (s) => s.getAll());
export const keys = async (store: Store): Promise<string[]> =>
  (await run(store, 'readonly', (s) => s.getAllKeys())).map(String);
export const write = async (store: Store, key: string, value: unknown): Promise<void> => {
  await run(store, 'readwrite', (s) => s.put(value, key));
};
export const remove = async (store: Store, key: string): Promise<void> => {
  await run(store, 'readwrite', (s) => s.delete(key));
};

/** The vault as the module sees it. Bytes are copied, so that neither side keeps a view of the other's memory. */
export const vault = {
  async get(key: string): Promise<Uint8Array | undefined> {
    const value = await read('vault', key);
    return value instanceof Uint8Array ? value : undefined;
  },
  put: (key: string, bytes: Uint8Array): Promise<void> => write('vault', key, bytes.slice()),
  keys: (): Promise<string[]> => keys('vault'),
  delete: (key: string): Promise<void> => remove('vault', key),
};
