// Sends files with their progress, which `fetch` cannot tell, and remembers the names of those that this page saw.

import { currentLocale } from "../text";
import type { AttachmentView } from "./flows";
import { ProblemError, readProblem } from "./problem";

/** The server's own limits, told before somebody waits for an upload in vain. */
export const ATTACHMENT_BYTES_MAX = 10 * 1024 * 1024;
/** By the file's ending: what a browser calls a file differs from one computer to the next. */
const MEDIA_TYPES: Record<string, string> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  pdf: "application/pdf",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  csv: "text/csv",
  txt: "text/plain",
  wav: "audio/wav",
  mp3: "audio/mpeg",
};
export const ATTACHMENT_ENDINGS = Object.keys(MEDIA_TYPES);
/** 10 MiB over a slow branch line of 1 Mbit/s take 84 s. */
const UPLOAD_MS_MAX = 180_000;

/** Of this page; the keys are hashes, so that a name never goes stale. */
const seen = new Map<string, AttachmentView>();

export const attachmentUrl = (id: string): string => `/api/v1/attachments/${encodeURIComponent(id)}`;

export const mediaTypeOf = (name: string): string | undefined =>
  MEDIA_TYPES[name.split(".").pop()?.toLowerCase() ?? ""];

/** `attachment; filename*=UTF-8''%E8%AF%B7.png` → `请.png` */
export function nameIn(disposition: string | null): string | null {
  const found = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? "");
  try {
    return found?.[1] ? decodeURIComponent(found[1]) : null;
  } catch {
    return null; // Not what the server writes: the file is then shown without its name.
  }
}

/** The name of a stored file, also one that another page or person has sent. */
export async function attachmentName(id: string): Promise<string | null> {
  const known = seen.get(id);
  if (known) return known.name;
  const answer = await fetch(attachmentUrl(id), { method: "HEAD", credentials: "same-origin" });
  return answer.ok ? nameIn(answer.headers.get("content-disposition")) : null;
}

export function upload(file: File, progress: (share: number) => void): Promise<AttachmentView> {
  return new Promise((resolve, reject) => {
    const fail = (code: string) => reject(new ProblemError({ status: 0, code, title: "", reasons: [] }));
    const ask = new XMLHttpRequest();
    ask.open("POST", `/api/v1/attachments?${new URLSearchParams({ name: file.name })}`);
    ask.timeout = UPLOAD_MS_MAX;
    ask.setRequestHeader("Accept", "application/json");
    ask.setRequestHeader("Accept-Language", currentLocale());
    ask.setRequestHeader("Content-Type", mediaTypeOf(file.name) ?? "application/octet-stream");
    ask.setRequestHeader("Idempotency-Key", crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`);
    ask.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    ask.onerror = () => fail("offline");
    ask.ontimeout = () => fail("timeout");
    ask.onload = () => {
      let body: unknown;
      try {
        body = JSON.parse(ask.responseText);
      } catch {
        body = undefined; // A proxy's page: the status alone speaks.
      }
      if (ask.status < 200 || ask.status > 299) return reject(new ProblemError(readProblem(ask.status, body)));
      const view = body as AttachmentView;
      seen.set(view.id, view);
      resolve(view);
    };
    ask.send(file);
  });
}
