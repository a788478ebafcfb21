import { list, object, optional, text, type Of } from './shape';

/** What the model owner says of itself and of its training; nobody has checked it. */
export const about = object({
  organisation: optional(text),
  purpose: optional(text),
  contact: optional(text),
  approval: optional(text), // who approved the project
  approval_number: optional(text),
  legal_basis: optional(text),
  controller: optional(text),
  retention: optional(text),
  closing: optional(text), // the last day to take part, like 2027-03-01
  return: optional(text), // what those who contribute get
  links: optional(list(object({ text, url: text }))), // https
  logo: optional(text), // a picture as a data URL
  consent: optional(list(text)), // sentences to agree to; they are questions as well
});
export type About = Of<typeof about>;
