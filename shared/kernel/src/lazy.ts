/** Makes something when it is first asked for, and gives the same ever after. */
export function lazy<Made>(make: () => Made): () => Made {
  let made: { readonly value: Made } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Stands for a function that is loaded when it is first called. */
export function whenCalled<Arguments extends readonly unknown[], Result>(
  load: () => Promise<(...given: Arguments) => Promise<Result>>,
): (...given: Arguments) => Promise<Result> {
  const loaded = lazy(load);
  return async (...given) => (await loaded())(...given);
}
