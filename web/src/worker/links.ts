/**
 * Links of invitations that were opened but not yet accepted, so that a reload does not lose them: the address
 * bar no longer has the fragment. The module keeps the link itself from the moment the owner enrols.
 */
import { vault } from './vault';

const key = (training: string) => `link/${training}`;

export const keep = (training: string, link: string) => vault.put(key(training), new TextEncoder().encode(link));
export const drop = (training: string) => vault.delete(key(training));

export async function get(training: string): Promise<string | undefined> {
  const bytes = await vault.get(key(training));
  return bytes && new TextDecoder().decode(bytes);
}
