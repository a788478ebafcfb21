import type { Invitation } from './contract';
import { flag, number, object, text, type Of } from './shape';

/** How the training and this owner's place in it stand before it joins. The facilitator says so; it is a hint. */
export const entry = object({
  phase: text,
  enrolled: number, // owners in the lobby
  lobby: number, // how often the model owner said how it sees them; 0 if it has not looked yet
  admitted: number, // of the owners in the lobby, as the model owner sees them
  standing: text, // of this owner, or empty: admitted, used, twice, revoked, unknown or late
  full: flag,
  member: flag, // this owner is in the training
});
export type Entry = Of<typeof entry>;

/** Why a person cannot join at all, whatever it does here. */
export type Closed = 'begun' | 'finished' | 'revoked' | 'late' | 'full';

/** Why this person cannot join, so that it is told before it chooses a file; nothing if it can, or if that is not known. */
export function closedFor(i: Invitation): Closed | undefined {
  const e = i.entry;
  if (!e || e.member || i.ended !== '') return undefined;
  if (e.standing === 'revoked' || e.standing === 'late') return e.standing;
  if (e.phase === 'done') return 'finished';
  if (e.phase !== 'lobby' && e.phase !== 'collect') return 'begun';
  return e.full && e.standing !== 'admitted' ? 'full' : undefined;
}

/** What a person should know of its place before it chooses a file; nothing if there is nothing. */
export function noteFor(i: Invitation): 'used' | 'twice' | 'unknown' | 'joined' | 'known' | undefined {
  const standing = i.entry?.standing;
  if (standing === 'used' || standing === 'twice' || standing === 'unknown') return standing;
  if (!i.known) return undefined;
  return i.entry?.phase === 'lobby' ? 'joined' : 'known';
}
