declare const brand: unique symbol;
type Branded<T, B extends string> = T & { readonly [brand]: B };

/** SHA-256 of some bytes, 64 lower-case hexadecimal digits. */
export type Digest = Branded<string, 'Digest'>;

/** SHA-256 of the canonical JSON of a step instance's preimage: the name of its action in the store. */
export type ActionKey = Branded<string, 'ActionKey'>;

/** A step instance's readable id, `clusters` or `clusters@k=6,seed=1`: unique in a plan. */
export type InstanceId = Branded<string, 'InstanceId'>;

/** A run's id, `20261124T233159Z-3fa9`: sorts by time. */
export type RunId = Branded<string, 'RunId'>;

const sha256Pattern = /^[0-9a-f]{64}$/;

/** @throws TypeError when the text is not 64 lower-case hexadecimal digits. */
export function parseDigest(text: string): Digest {
  if (!sha256Pattern.test(text)) throw new TypeError(`not a SHA-256 digest: ${JSON.stringify(text)}`);
  return text as Digest;
}

/** @throws TypeError when the text is not 64 lower-case hexadecimal digits. */
export function parseActionKey(text: string): ActionKey {
  if (!sha256Pattern.test(text)) throw new TypeError(`not an action key: ${JSON.stringify(text)}`);
  return text as ActionKey;
}

export function parseRunId(text: string): RunId {
  if (!/^[0-9]{8}T[0-9]{6}Z-[0-9a-f]{4,}$/.test(text))
    throw new TypeError(`not a run id: ${JSON.stringify(text)}`);
  return text as RunId;
}
