/** Goes on with a value now, or when it has come: what is synchronous stays so and costs no promise. */
export function whenReady<T, R>(value: T | Promise<T>, next: (value: T) => R | Promise<R>): R | Promise<R> {
  return value instanceof Promise ? goOn(value, next) : next(value)
}

async function goOn<T, R>(value: Promise<T>, next: (value: T) => R | Promise<R>): Promise<R> {
  return next(await value)
}

/** All values, at once when none of them is a promise. */
export function all<T>(values: (T | Promise<T>)[]): T[] | Promise<T[]> {
  return values.some((value) => value instanceof Promise) ? Promise.all(values) : (values as T[])
}
