type Given<T> = { [Name in keyof T]?: NonNullable<T[Name]> }

/** Without what is not known: a null could be read as "take it away". */
export function given<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  ) as Given<T>
}

/** A list under its name, unless it is empty. */
export function listed<Name extends string, T>(
  name: Name,
  list: readonly T[],
): { [N in Name]?: readonly T[] } {
  return (list.length === 0 ? {} : { [name]: list }) as { [N in Name]?: readonly T[] }
}
