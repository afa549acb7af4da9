/** The bytes each input has in a bundle, by its path, as esbuild's metafile tells. */
export type Inputs = Readonly<Record<string, { readonly bytesInOutput: number }>>;

/** What Lambda's Node.js runtimes carry themselves (Lambda Developer Guide, "Runtime-included SDK versions"). */
function isSdk(path: string): boolean {
  return /(^|\/)node_modules\/(@aws-sdk|@smithy)\//.test(path);
}

/** How many bytes of a bundle the AWS SDK takes. */
export function sdkBytes(inputs: Inputs): number {
  return Object.entries(inputs)
    .filter(([path]) => isSdk(path))
    .reduce((total, [, { bytesInOutput }]) => total + bytesInOutput, 0);
}
