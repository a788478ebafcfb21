/**
 * Sums over the rows of a training that runs, kept so that a reload goes on by itself: encrypted with AES-GCM under a key of
 * this browser that WebCrypto does not give out. They are deleted when the training ends. Rows are never kept.
 */
import { Keeper } from './vault';

const algorithm = 'AES-GCM';
const nonceSize = 12;

const sealed = new Keeper('blindfit-sums');
const keys = new Keeper('blindfit-sums-key');

/** The key; made once, even if two tabs want it at the same moment. */
async function keyOf(): Promise<CryptoKey> {
  const name = 'key';
  const there = await keys.read(name);
  if (there instanceof CryptoKey) return there;
  const fresh = await crypto.subtle.generateKey({ name: algorithm, length: 256 }, false, ['encrypt', 'decrypt']);
  if (await keys.add(name, fresh)) return fresh;
  return (await keys.read(name)) as CryptoKey;
}

/** What goes into the seal beside the bytes: they are of no use under another name. */
const bound = (name: string) => new TextEncoder().encode(name);

export const sums = {
  /** The bytes under a name; nothing if they are not there or cannot be opened any more. */
  async get(name: string): Promise<Uint8Array | undefined> {
    const packed = await sealed.get(name);
    if (!packed) return undefined;
    const iv = packed.slice(0, nonceSize);
    try {
      const plain = await crypto.subtle.decrypt(
        { name: algorithm, iv, additionalData: bound(name) },
        await keyOf(),
        packed.slice(nonceSize),
      );
      return new Uint8Array(plain);
    } catch {
      return undefined;
    }
  },

  async put(name: string, bytes: Uint8Array): Promise<void> {
    const iv = crypto.getRandomValues(new Uint8Array(nonceSize));
    const secret = await crypto.subtle.encrypt(
      { name: algorithm, iv, additionalData: bound(name) },
      await keyOf(),
      bytes.slice(),
    );
    const packed = new Uint8Array(nonceSize + secret.byteLength);
    packed.set(iv);
    packed.set(new Uint8Array(secret), nonceSize);
    await sealed.put(name, packed);
  },

  create: async (name: string, bytes: Uint8Array): Promise<boolean> => {
    if (await sealed.get(name)) return false;
    await sums.put(name, bytes);
    return true;
  },
  keys: () => sealed.keys(),
  delete: (name: string) => sealed.delete(name),
};
