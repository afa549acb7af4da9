/** For what a test does not expect to fail: thrown out of a server or a timer, it ends the test's file. */
export function unexpected(error: unknown): never {
  throw error;
}
