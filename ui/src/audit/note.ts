// A signed note of the journal, read: what it says, who signed it. C2SP tlog-checkpoint and signed-note.

export interface Signature {
  name: string;
  /** When a witness signed; null where the signature tells no time. */
  at_ms: number | null;
}

export interface Note {
  origin: string;
  size: number;
  /** Base64 of the tree's root. */
  root: string;
  signer: Signature | null;
  witnesses: Signature[];
}

/** Key id (4 bytes), time in seconds (8 bytes), Ed25519 signature (64 bytes): cosignature/v1. */
const COSIGNATURE_BYTES = 4 + 8 + 64;

/** Null: it is no note. */
export function readNote(text: string): Note | null {
  const [body = "", signed = ""] = text.split("\n\n");
  const [origin = "", size = "", root = ""] = body.split("\n");
  if (origin === "" || !/^\d+$/.test(size) || root === "") return null;
  const signatures = signed
    .split("\n")
    .map((line) => /^— (\S+) (\S+)$/.exec(line))
    .filter((line) => line !== null)
    .map(([, name = "", bytes = ""]) => ({ name, at_ms: timeOf(bytes) }));
  return {
    origin,
    size: Number(size),
    root,
    signer: signatures.find((one) => one.at_ms === null) ?? null,
    witnesses: signatures.filter((one) => one.at_ms !== null),
  };
}

function timeOf(base64: string): number | null {
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
  if (bytes.length !== COSIGNATURE_BYTES) return null;
  return Number(new DataView(bytes.buffer).getBigUint64(4)) * 1_000;
}
