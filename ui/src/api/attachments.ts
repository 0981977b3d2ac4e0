// Sends files with their progress, which `fetch` cannot tell, and remembers the names of those that this page saw.

import { currentLocale } from "../text";
import type { AttachmentView } from "./flows";
import { ProblemError, readProblem } from "./problem";

/** The server's own limits, told before somebody waits for an upload in vain. */
export const ATTACHMENT_BYTES_MAX = 10 * 1024 * 1024;
export const ATTACHMENT_ENDINGS = ["png", "jpg", "jpeg", "pdf", "xlsx", "docx", "csv", "txt", "wav", "mp3"];
/** 10 MiB over a slow branch line of 1 Mbit/s take 84 s. */
const UPLOAD_MS_MAX = 180_000;

const seen = new Map<string, AttachmentView>();

export const attachmentUrl = (id: string): string => `/api/v1/attachments/${encodeURIComponent(id)}`;
export const seenAttachment = (id: string): AttachmentView | undefined => seen.get(id);

export function isAttachable(name: string): boolean {
  return ATTACHMENT_ENDINGS.includes(name.split(".").pop()?.toLowerCase() ?? "");
}

export function upload(file: File, progress: (share: number) => void): Promise<AttachmentView> {
  return new Promise((resolve, reject) => {
    const fail = (code: string) => reject(new ProblemError({ status: 0, code, title: "", reasons: [] }));
    const ask = new XMLHttpRequest();
    ask.open("POST", `/api/v1/attachments?${new URLSearchParams({ name: file.name })}`);
    ask.timeout = UPLOAD_MS_MAX;
    ask.setRequestHeader("Accept", "application/json");
    ask.setRequestHeader("Accept-Language", currentLocale());
    ask.setRequestHeader("Content-Type", file.type || "application/octet-stream");
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
