// Passkeys: the server speaks JSON, the browser speaks bytes. Older browsers cannot translate by themselves.

type Json = Record<string, unknown>;

/** Whether this page can use passkeys of that host at all. */
export function canUsePasskeys(host: string | null | undefined): boolean {
  return Boolean(host) && location.hostname === host && typeof PublicKeyCredential === "function";
}

/** Asks for a signature by a passkey. Throws when the person turns it down. */
export async function askPasskey(options: Json): Promise<Json> {
  const given = options.publicKey as Json;
  const allowed = (given.allowCredentials as Json[] | undefined) ?? [];
  const publicKey = {
    ...given,
    challenge: bytes(given.challenge),
    allowCredentials: allowed.map((one) => ({ ...one, id: bytes(one.id) })),
  } as unknown as PublicKeyCredentialRequestOptions;
  const made = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential | null;
  if (!made) throw new Error("no passkey");
  const answer = made.response as AuthenticatorAssertionResponse;
  return {
    ...head(made),
    response: {
      authenticatorData: text(answer.authenticatorData),
      clientDataJSON: text(answer.clientDataJSON),
      signature: text(answer.signature),
      userHandle: answer.userHandle ? text(answer.userHandle) : null,
    },
  };
}

/** Makes a passkey. Throws when the person turns it down, or the device has one already. */
export async function makePasskey(options: Json): Promise<Json> {
  const given = options.publicKey as Json;
  const user = given.user as Json;
  const known = (given.excludeCredentials as Json[] | undefined) ?? [];
  const publicKey = {
    ...given,
    challenge: bytes(given.challenge),
    user: { ...user, id: bytes(user.id) },
    excludeCredentials: known.map((one) => ({ ...one, id: bytes(one.id) })),
  } as unknown as PublicKeyCredentialCreationOptions;
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential | null;
  if (!made) throw new Error("no passkey");
  const answer = made.response as AuthenticatorAttestationResponse;
  return {
    ...head(made),
    response: {
      attestationObject: text(answer.attestationObject),
      clientDataJSON: text(answer.clientDataJSON),
      transports: answer.getTransports?.() ?? [],
    },
  };
}

function head(made: PublicKeyCredential): Json {
  const id = text(made.rawId);
  return { id, rawId: id, type: made.type, extensions: made.getClientExtensionResults() };
}

/** From base64url. */
export function bytes(of: unknown): Uint8Array {
  const plain = atob(String(of).replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (char) => char.charCodeAt(0));
}

/** To base64url without padding. */
export function text(of: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(of));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
