/**
 * Guards for values that cross a boundary. A shape is a type guard, so the type of a message and the check of
 * it are one declaration and cannot part.
 */
export type Shape<T> = (value: unknown) => value is T;
export type Of<S> = S extends Shape<infer T> ? T : never;

type Optional<T> = Shape<T> & { optional: true };
type Fields = Record<string, Shape<unknown>>;
type OptionalKeys<F> = { [K in keyof F]: F[K] extends { optional: true } ? K : never }[keyof F];
type ObjectOf<F extends Fields> = { [K in Exclude<keyof F, OptionalKeys<F>>]: Of<F[K]> } & {
  [K in OptionalKeys<F>]?: Of<F[K]>;
};

export const text: Shape<string> = (value): value is string => typeof value === 'string';
export const number: Shape<number> = (value): value is number => typeof value === 'number' && Number.isFinite(value);
/** A text or a number, for a person to read. */
export const scalar: Shape<string | number> = (value): value is string | number => text(value) || number(value);
export const flag: Shape<boolean> = (value): value is boolean => typeof value === 'boolean';

export const one = <const T extends readonly string[]>(...values: T): Shape<T[number]> =>
  ((value: unknown) => values.includes(value as string)) as Shape<T[number]>;

/** A list. Whoever sends one sends an empty list as [], never as null. */
export const list =
  <T>(item: Shape<T>): Shape<T[]> =>
  (value: unknown) =>
    Array.isArray(value) && value.every(item);

/** A field that may be missing or null. */
export const optional = <T>(item: Shape<T>): Optional<T> =>
  Object.assign(((value: unknown) => value === undefined || value === null || item(value)) as Shape<T>, {
    optional: true as const,
  });

/** An object with at least these fields; further fields are left alone, so that either side may grow. */
export const object = <F extends Fields>(fields: F): Shape<ObjectOf<F>> =>
  ((value: unknown) => isRecord(value) && Object.entries(fields).every(([name, item]) => item(value[name]))) as Shape<
    ObjectOf<F>
  >;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
