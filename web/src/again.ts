import { claims } from './generated/constants';
import { flag, list, number, object, one, text, type Of } from './shape';

/** The facts about rows that were in other sums, for the question whether they are given again. */
export const again = object({
  members: list(object({ words: text, you: flag, word: one(...claims) })), // what each of them stated
  past: list(
    object({
      training: text,
      name: text,
      modelOwnerWords: text,
      when: text, // RFC 3339
      exact: flag,
      owners: number,
      found: number, // rows of this owner in both sums
      new: number, // in the new one only
      gone: number, // in the earlier one only
      newRows: list(number), // their numbers in the file, the first ones
    }),
  ),
  differences: list(
    object({
      // owners whose part follows from the difference between the new sums and an earlier one
      name: text, // of the earlier training; empty if this owner was not in it
      joined: list(text), // were not in the earlier sum
      left: list(text), // of the earlier sum, and not here
      changed: list(text), // with other rows
      alone: text, // the one whose part alone follows, or empty
    }),
  ),
  unknown: number, // earlier sums of which this owner did not say that they are about others
  text, // the question in one paragraph
});
export type Again = Of<typeof again>;
