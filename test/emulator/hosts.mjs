// Preloaded into MiniStack's function processes. MiniStack leads `https.request` to AWS's host names to itself, but not
// `fetch`, with which the authorizer reads the user pool's keys at the address that is the tokens' issuer.
const send = globalThis.fetch;

globalThis.fetch = (input, init) => {
  const { hostname, pathname, search } = new URL(input instanceof Request ? input.url : input);
  const emulator = process.env.AWS_ENDPOINT_URL;
  return hostname.endsWith(".amazonaws.com") && emulator
    ? send(new URL(pathname + search, emulator), init)
    : send(input, init);
};
